<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name></name>
    <message>
        <source>{folder} belongs to another account</source>
        <translation>{folder} 属于另一个账户</translation>
    </message>
    <message>
        <source>The request was not understood.</source>
        <translation>无法识别该请求。</translation>
    </message>
    <message>
        <source>Something went wrong there; its log has the details.</source>
        <translation>对方出错；详情见其日志。</translation>
    </message>
    <message>
        <source>The link was not followed.</source>
        <translation>未打开该链接。</translation>
    </message>
    <message>
        <source>It is none of this program: {form}</source>
        <translation>本程序的链接形如：{form}</translation>
    </message>
    <message>
        <source>The disk is nearly full: {free} are free.</source>
        <translation>磁盘将满：剩余 {free}。</translation>
    </message>
    <message>
        <source>Settings, history and conversations may soon not be kept.</source>
        <translation>设置、历史和对话可能很快无法保存。</translation>
    </message>
    <message>
        <source>The program works, but settings, history and conversations end with it.</source>
        <translation>程序可用，但设置、历史和对话会在退出后丢失。</translation>
    </message>
    <message>
        <source>The disk is full: nothing can be kept.</source>
        <translation>磁盘已满：无法保存任何内容。</translation>
    </message>
    <message>
        <source>Nothing can be kept: {reason}.</source>
        <translation>无法保存任何内容：{reason}。</translation>
    </message>
    <message>
        <source>Settings section “{name}” was not readable; defaults are used.</source>
        <translation>设置部分“{name}”无法读取；使用默认值。</translation>
    </message>
    <message>
        <source>The settings file was damaged. {set_aside}</source>
        <translation>设置文件已损坏。{set_aside}</translation>
    </message>
    <message>
        <source>Settings could not be saved: {why}.</source>
        <translation>无法保存设置：{why}。</translation>
    </message>
    <message>
        <source>Check free space and permissions of {parent}.</source>
        <translation>请检查 {parent} 的可用空间和权限。</translation>
    </message>
    <message>
        <source>Setting {where} was dropped: {error}.{kept}</source>
        <translation>设置 {where} 已丢弃：{error}。{kept}</translation>
    </message>
    <message>
        <source>Settings could not be read ({why}); defaults are used.</source>
        <translation>无法读取设置（{why}）；使用默认值。</translation>
    </message>
    <message>
        <source>The settings file was damaged; defaults are used. {kept}</source>
        <translation>设置文件已损坏；使用默认值。{kept}</translation>
    </message>
    <message>
        <source>The settings are from a newer version of this program; what is understood is used. {kept}</source>
        <translation>设置来自本程序的更新版本；仅使用可识别的部分。{kept}</translation>
    </message>
    <message>
        <source>The old file is kept as {path}.</source>
        <translation>旧文件已保留为 {path}。</translation>
    </message>
    <message>
        <source>The old file could not be set aside: {why}.</source>
        <translation>无法另存旧文件：{why}。</translation>
    </message>
    <message>
        <source>No copy could be kept: {why}.</source>
        <translation>无法保留副本：{why}。</translation>
    </message>
    <message>
        <source>A copy is kept as {copy}.</source>
        <translation>副本已保留为 {copy}。</translation>
    </message>
    <message>
        <source>This file is too large for exported settings.</source>
        <translation>此文件过大，不会是导出的设置。</translation>
    </message>
    <message>
        <source>This file does not hold exported settings.</source>
        <translation>此文件不包含导出的设置。</translation>
    </message>
    <message>
        <source>The settings in this file have no version.</source>
        <translation>此文件中的设置没有版本号。</translation>
    </message>
    <message>
        <source>The settings in this file are in a form that is not known.</source>
        <translation>此文件中的设置格式未知。</translation>
    </message>
    <message>
        <source>Choose a file that “Export…” of the settings has written.</source>
        <translation>请选择由设置中的“导出…”写入的文件。</translation>
    </message>
    <message>
        <source>Use the version of the program that wrote it, or a newer one.</source>
        <translation>请使用写入该文件的程序版本或更新版本。</translation>
    </message>
    <message>
        <source>tables are missing</source>
        <translation>缺少表</translation>
    </message>
    <message>
        <source>about {amount}</source>
        <translation>约 {amount}</translation>
    </message>
    <message>
        <source>{number} KiB</source>
        <translation>{number} KiB</translation>
    </message>
    <message>
        <source>{number} MiB</source>
        <translation>{number} MiB</translation>
    </message>
    <message>
        <source>{per_second} tok/s</source>
        <translation>{per_second} tok/s</translation>
    </message>
    <message>
        <source>{number} cores</source>
        <translation>{number} 核</translation>
    </message>
    <message>
        <source>{mhz} GHz</source>
        <translation>{mhz} GHz</translation>
    </message>
    <message>
        <source>{mhz} MHz</source>
        <translation>{mhz} MHz</translation>
    </message>
    <message>
        <source>every {duration}</source>
        <translation>每 {duration}</translation>
    </message>
    <message>
        <source>{hertz} Hz</source>
        <translation>{hertz} Hz</translation>
    </message>
    <message>
        <source>{seconds} ms</source>
        <translation>{seconds} ms</translation>
    </message>
    <message>
        <source>it is a user&apos;s, not a host&apos;s</source>
        <translation>它是用户证书，不是主机证书</translation>
    </message>
    <message>
        <source>no host at all</source>
        <translation>（无主机）</translation>
    </message>
    <message>
        <source>it is for {names}, not for {host}</source>
        <translation>它适用于 {names}，而非 {host}</translation>
    </message>
    <message>
        <source>it asks for {critical_options}</source>
        <translation>它要求 {critical_options}</translation>
    </message>
    <message>
        <source>it is not valid before {day}</source>
        <translation>它要到 {day} 才生效</translation>
    </message>
    <message>
        <source>it expired on {day}</source>
        <translation>它已于 {day} 过期</translation>
    </message>
    <message>
        <source>its CA signs in a way that is not believed here ({kind})</source>
        <translation>其 CA 的签名方式在此不受信任（{kind}）</translation>
    </message>
    <message>
        <source>its CA&apos;s key cannot be read</source>
        <translation>其 CA 的密钥无法读取</translation>
    </message>
    <message>
        <source>its signature is not its CA&apos;s</source>
        <translation>其签名并非来自其 CA</translation>
    </message>
    <message>
        <source>it is of an unknown type</source>
        <translation>其类型未知</translation>
    </message>
    <message>
        <source>another certificate signed it</source>
        <translation>它由另一个证书签名</translation>
    </message>
    <message>
        <source>it is cut short</source>
        <translation>它不完整</translation>
    </message>
    <message>
        <source>it has text that is none</source>
        <translation>它包含无效文本</translation>
    </message>
    <message>
        <source>it has control characters in its text</source>
        <translation>其文本中含有控制字符</translation>
    </message>
    <message>
        <source>it names more than {limit} hosts</source>
        <translation>它列出的主机超过 {limit} 个</translation>
    </message>
    <message>
        <source>there is more behind its end</source>
        <translation>其末尾之后还有数据</translation>
    </message>
    <message>
        <source>a day too far away to name</source>
        <translation>遥远的将来</translation>
    </message>
    <message>
        <source>Thousands of machines announce themselves: the search is paused for a minute.</source>
        <translation>有数千台机器在广播：搜索暂停一分钟。</translation>
    </message>
    <message>
        <source>Something floods the network with announcements. Enter the machine&apos;s address instead.</source>
        <translation>网络中充斥着大量广播。请改为输入机器的地址。</translation>
    </message>
    <message>
        <source>name pattern of a DGX Spark</source>
        <translation>符合 DGX Spark 的命名规则</translation>
    </message>
    <message>
        <source>name pattern of an ASUS Ascent GX10</source>
        <translation>符合 ASUS Ascent GX10 的命名规则</translation>
    </message>
    <message>
        <source>name pattern of an HP ZGX</source>
        <translation>符合 HP ZGX 的命名规则</translation>
    </message>
    <message>
        <source>name pattern of a Gigabyte AI TOP ATOM or its MSI sister</source>
        <translation>符合 Gigabyte AI TOP ATOM 或其 MSI 同类机型的命名规则</translation>
    </message>
    <message>
        <source>the name says Spark</source>
        <translation>名称含 Spark</translation>
    </message>
    <message>
        <source>Enter the machine&apos;s address instead, or its Tailscale name.</source>
        <translation>请改为输入机器的地址或其 Tailscale 名称。</translation>
    </message>
    <message>
        <source>No machine announces itself on this network.</source>
        <translation>此网络中没有机器广播自己。</translation>
    </message>
    <message>
        <source>Some networks block multicast; a new Spark is silent for 3 to 4 minutes at its first start. </source>
        <translation>有些网络会阻止多播；新的 Spark 首次启动时会静默 3 到 4 分钟。</translation>
    </message>
    <message>
        <source>This computer is on no network that can be searched.</source>
        <translation>本机不在任何可搜索的网络中。</translation>
    </message>
    <message>
        <source>Connect it to the machine&apos;s network. {advice}</source>
        <translation>请接入机器所在的网络。{advice}</translation>
    </message>
    <message>
        <source>This computer does not let the program search the network.</source>
        <translation>本机不允许程序搜索网络。</translation>
    </message>
    <message>
        <source>A firewall or a privacy setting (macOS: Local Network) forbids it. {advice}</source>
        <translation>防火墙或隐私设置（macOS：本地网络）禁止搜索。{advice}</translation>
    </message>
    <message>
        <source>Another program on this computer keeps multicast DNS (port 5353) to itself.</source>
        <translation>本机上的另一个程序独占了多播 DNS（端口 5353）。</translation>
    </message>
    <message>
        <source>The network cannot be searched: {why}.</source>
        <translation>无法搜索网络：{why}。</translation>
    </message>
    <message>
        <source>Multicast may be blocked here. {advice}</source>
        <translation>此处可能阻止了多播。{advice}</translation>
    </message>
    <message>
        <source>It is saved already, as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
    <message>
        <source>Another node is already called {name} ({target}).</source>
        <translation>已有名为 {name} 的节点（{target}）。</translation>
    </message>
    <message>
        <source>Secret Service</source>
        <translation>Secret Service</translation>
    </message>
    <message>
        <source>macOS Keychain</source>
        <translation>macOS 钥匙串</translation>
    </message>
    <message>
        <source>Windows Credential Manager</source>
        <translation>Windows 凭据管理器</translation>
    </message>
    <message>
        <source>GNOME Keyring</source>
        <translation>GNOME 密钥环</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>it was not unlocked in time</source>
        <translation>未及时解锁</translation>
    </message>
    <message>
        <source>it stayed locked</source>
        <translation>仍处于锁定状态</translation>
    </message>
    <message>
        <source>no GNOME Keyring, KWallet or KeePassXC runs</source>
        <translation>GNOME 密钥环、KWallet 和 KeePassXC 均未运行</translation>
    </message>
    <message>
        <source>keyring&apos;s own settings name none that works ({error})</source>
        <translation>keyring 自身的设置中没有可用的密钥环（{error}）</translation>
    </message>
    <message>
        <source>{module} is set for keyring, which is no keyring of the system</source>
        <translation>keyring 设置为 {module}，它不是系统密钥环</translation>
    </message>
    <message>
        <source>it failed ({name})</source>
        <translation>失败（{name}）</translation>
    </message>
    <message>
        <source>The host key of {host} has changed: it is now {fingerprint}, but {trusted} is trusted.</source>
        <translation>{host} 的主机密钥已更改：现在是 {fingerprint}，而受信任的是 {trusted}。</translation>
    </message>
    <message>
        <source>Either the machine was reinstalled or somebody is in between. Compare the new fingerprint on its console before you drop the old key (in {path}).</source>
        <translation>要么机器已重装，要么有人居中窃听。请先在其控制台上核对新指纹，再移除旧密钥（位于 {path}）。</translation>
    </message>
    <message>
        <source>The key {fingerprint} of {host} is marked as revoked.</source>
        <translation>{host} 的密钥 {fingerprint} 已标记为吊销。</translation>
    </message>
    <message>
        <source>Do not connect; ask whoever looks after the machine.</source>
        <translation>不要连接；请联系该机器的管理员。</translation>
    </message>
    <message>
        <source>The host key could not be saved: {strerror}.</source>
        <translation>无法保存主机密钥：{strerror}。</translation>
    </message>
    <message>
        <source>The host key could not be removed: {strerror}.</source>
        <translation>无法移除主机密钥：{strerror}。</translation>
    </message>
    <message>
        <source>via {address}</source>
        <translation>经由 {address}</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>{routes} routes are too many.</source>
        <translation>{routes} 条路径过多。</translation>
    </message>
    <message>
        <source>Keep {most} at most.</source>
        <translation>最多保留 {most} 条。</translation>
    </message>
    <message>
        <source>The route over {address} is listed twice.</source>
        <translation>经由 {address} 的路径列出了两次。</translation>
    </message>
    <message>
        <source>Remove one of them.</source>
        <translation>请移除其中一条。</translation>
    </message>
    <message>
        <source>“{label}” is no label.</source>
        <translation>“{label}”不是有效标签。</translation>
    </message>
    <message>
        <source>Use up to {most} letters.</source>
        <translation>最多 {most} 个字符。</translation>
    </message>
    <message>
        <source>{hops} jump hosts are too many.</source>
        <translation>{hops} 个跳板机过多。</translation>
    </message>
    <message>
        <source>Use {most} at most.</source>
        <translation>最多使用 {most} 个。</translation>
    </message>
    <message>
        <source>The way over {address} leads back to itself.</source>
        <translation>经由 {address} 的路径绕回了自身。</translation>
    </message>
    <message>
        <source>Name each jump host once, and not the node itself.</source>
        <translation>每个跳板机只填一次，且不要填节点本身。</translation>
    </message>
    <message>
        <source>The address is missing.</source>
        <translation>缺少地址。</translation>
    </message>
    <message>
        <source>Enter a name such as spark-1234.local or an IP.</source>
        <translation>请输入 spark-1234.local 之类的名称或 IP。</translation>
    </message>
    <message>
        <source>“{address}” is not an address.</source>
        <translation>“{address}”不是地址。</translation>
    </message>
    <message>
        <source>Use a host name or an IP address.</source>
        <translation>请使用主机名或 IP 地址。</translation>
    </message>
    <message>
        <source>The user name is missing or has a blank in it.</source>
        <translation>用户名缺失或含有空格。</translation>
    </message>
    <message>
        <source>It is your login there.</source>
        <translation>即该机器上的登录名。</translation>
    </message>
    <message>
        <source>{port} is not a port.</source>
        <translation>{port} 不是端口。</translation>
    </message>
    <message>
        <source>SSH ports are 1 to 65535, usually 22.</source>
        <translation>SSH 端口为 1 到 65535，通常为 22。</translation>
    </message>
    <message>
        <source>There is no key file {file}.</source>
        <translation>密钥文件 {file} 不存在。</translation>
    </message>
    <message>
        <source>Name the private key&apos;s file, or none to use your agent and default keys.</source>
        <translation>请指定私钥文件；留空则使用代理和默认密钥。</translation>
    </message>
    <message>
        <source>That node is no longer saved.</source>
        <translation>该节点已不在保存列表中。</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>There is no saved node “{name}”.</source>
        <translation>没有名为“{name}”的已保存节点。</translation>
    </message>
    <message>
        <source>Saved: {known}. Use local, or ssh://user@host[:port].</source>
        <translation>已保存：{known}。请使用 local 或 ssh://user@host[:port]。</translation>
    </message>
    <message>
        <source>This computer needs no address.</source>
        <translation>本机无需地址。</translation>
    </message>
    <message>
        <source>Another node is already called “{name}”.</source>
        <translation>已有名为“{name}”的节点。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>NVIDIA Sync has no devices on this computer.</source>
        <translation>本机上的 NVIDIA Sync 没有设备。</translation>
    </message>
    <message>
        <source>Looked in {looked}.</source>
        <translation>已查找：{looked}。</translation>
    </message>
    <message>
        <source>{source}: skipped, {alias} is not marked as NVIDIA Sync&apos;s.</source>
        <translation>{source}：已跳过，{alias} 未标记为由 NVIDIA Sync 创建。</translation>
    </message>
    <message>
        <source>{name} has no address in {file}.</source>
        <translation>{name} 在 {file} 中没有地址。</translation>
    </message>
    <message>
        <source>NVIDIA Sync&apos;s custom apps cannot be read: {problem}.</source>
        <translation>无法读取 NVIDIA Sync 的自定义应用：{problem}。</translation>
    </message>
    <message>
        <source>Custom app {number} was skipped: {message}</source>
        <translation>自定义应用 {number} 已跳过：{message}</translation>
    </message>
    <message>
        <source>Only the first {most} of {rows} custom apps are read.</source>
        <translation>仅读取 {rows} 个自定义应用中的前 {most} 个。</translation>
    </message>
    <message>
        <source>it is not an object.</source>
        <translation>它不是对象。</translation>
    </message>
    <message>
        <source>“{printable}” is not an address.</source>
        <translation>“{printable}”不是地址。</translation>
    </message>
    <message>
        <source>Port {port}</source>
        <translation>端口 {port}</translation>
    </message>
    <message>
        <source>it has no port of 1 to {last_port}.</source>
        <translation>其端口不在 1 到 {last_port} 之间。</translation>
    </message>
    <message>
        <source>{file}: skipped, {why}.</source>
        <translation>{file}：已跳过，{why}。</translation>
    </message>
    <message>
        <source>{file}: skipped, {problem}.</source>
        <translation>{file}：已跳过，{problem}。</translation>
    </message>
    <message>
        <source>{file}: skipped, the device “{name}” has no alias.</source>
        <translation>{file}：已跳过，设备“{name}”没有别名。</translation>
    </message>
    <message>
        <source>it is longer than {most} MiB</source>
        <translation>超过 {most} MiB</translation>
    </message>
    <message>
        <source>it is not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>it has another shape than expected</source>
        <translation>结构与预期不符</translation>
    </message>
    <message>
        <source>The key could not be saved: {why}.</source>
        <translation>无法保存密钥：{why}。</translation>
    </message>
    <message>
        <source>{filename} cannot be read: {why}.</source>
        <translation>无法读取 {filename}：{why}。</translation>
    </message>
    <message>
        <source>The public half of {name} is not known: it is encrypted.</source>
        <translation>{name} 的公钥部分未知：它已加密。</translation>
    </message>
    <message>
        <source>Make it first: ssh-keygen -y -f {file} &gt; {name}</source>
        <translation>请先生成：ssh-keygen -y -f {file} &gt; {name}</translation>
    </message>
    <message>
        <source>That is not a private key that can be used.</source>
        <translation>这不是可用的私钥。</translation>
    </message>
    <message>
        <source>Choose the private key file (not .pub) in OpenSSH or PEM format.</source>
        <translation>请选择 OpenSSH 或 PEM 格式的私钥文件（不是 .pub）。</translation>
    </message>
    <message>
        <source>{file} is not a public key.</source>
        <translation>{file} 不是公钥。</translation>
    </message>
    <message>
        <source>Make it again: ssh-keygen -y -f {file}</source>
        <translation>请重新生成：ssh-keygen -y -f {file}</translation>
    </message>
    <message>
        <source>Only the first {most} of {aliases} hosts are read.</source>
        <translation>仅读取 {aliases} 个主机中的前 {most} 个。</translation>
    </message>
    <message>
        <source>Its user is git: a server of repositories, not a machine.</source>
        <translation>其用户是 git：这是代码仓库服务器，不是机器。</translation>
    </message>
    <message>
        <source>{alias} is reached by a ProxyCommand, which is not imported.</source>
        <translation>{alias} 通过 ProxyCommand 访问，不会导入。</translation>
    </message>
    <message>
        <source>It is reached over more than {most} jump hosts.</source>
        <translation>需经过超过 {most} 个跳板机。</translation>
    </message>
    <message>
        <source>Its jump hosts go in a circle: {hosts}.</source>
        <translation>其跳板机形成了循环：{hosts}。</translation>
    </message>
    <message>
        <source>“{text}” is not a jump host.</source>
        <translation>“{text}”不是跳板机。</translation>
    </message>
    <message>
        <source>“{text}” is not a port.</source>
        <translation>“{text}”不是端口。</translation>
    </message>
    <message>
        <source>Only the first of {alias}&apos;s keys is offered: {there}.</source>
        <translation>仅提供 {alias} 的第一个密钥：{there}。</translation>
    </message>
    <message>
        <source>{alias}&apos;s key file {paths} does not exist; agent and default keys are used.</source>
        <translation>{alias} 的密钥文件 {paths} 不存在；使用代理和默认密钥。</translation>
    </message>
    <message>
        <source>Not taken over from {alias}: {names}.</source>
        <translation>未从 {alias} 采用：{names}。</translation>
    </message>
    <message>
        <source>%{letter} in “{text}” is not understood.</source>
        <translation>无法识别“{text}”中的 %{letter}。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}.</source>
        <translation>无法读取 {path}：{why}。</translation>
    </message>
    <message>
        <source>{place}: skipped, {error}.</source>
        <translation>{place}：已跳过，{error}。</translation>
    </message>
    <message>
        <source>{place}: skipped, Match blocks are not imported.</source>
        <translation>{place}：已跳过，不导入 Match 块。</translation>
    </message>
    <message>
        <source>{place}: skipped, {name} includes itself.</source>
        <translation>{place}：已跳过，{name} 包含了自身。</translation>
    </message>
    <message>
        <source>{place}: skipped, more than {most} Includes deep.</source>
        <translation>{place}：已跳过，Include 嵌套超过 {most} 层。</translation>
    </message>
    <message>
        <source>{place}: skipped, {name}: {why}.</source>
        <translation>{place}：已跳过，{name}：{why}。</translation>
    </message>
    <message>
        <source>it is not a setting</source>
        <translation>不是设置项</translation>
    </message>
    <message>
        <source>{setting} has no value</source>
        <translation>{setting} 没有值</translation>
    </message>
    <message>
        <source>a quote is not closed</source>
        <translation>引号未闭合</translation>
    </message>
    <message>
        <source>Tailscale is not logged in.</source>
        <translation>Tailscale 未登录。</translation>
    </message>
    <message>
        <source>Log in with its own program, then look again.</source>
        <translation>请用其自带程序登录，然后重新查找。</translation>
    </message>
    <message>
        <source>Tailscale waits until an administrator admits this computer.</source>
        <translation>Tailscale 正在等待管理员批准本机。</translation>
    </message>
    <message>
        <source>Ask whoever looks after your Tailscale network.</source>
        <translation>请联系 Tailscale 网络的管理员。</translation>
    </message>
    <message>
        <source>Tailscale is switched off.</source>
        <translation>Tailscale 已关闭。</translation>
    </message>
    <message>
        <source>Switch it on with its own program.</source>
        <translation>请用其自带程序开启。</translation>
    </message>
    <message>
        <source>Tailscale is still starting.</source>
        <translation>Tailscale 仍在启动。</translation>
    </message>
    <message>
        <source>Look again in a moment.</source>
        <translation>请稍后重新查找。</translation>
    </message>
    <message>
        <source>Tailscale</source>
        <translation>Tailscale</translation>
    </message>
    <message>
        <source>Tailscale is not installed on this computer.</source>
        <translation>本机未安装 Tailscale。</translation>
    </message>
    <message>
        <source>It is on tailscale.com.</source>
        <translation>可从 tailscale.com 获取。</translation>
    </message>
    <message>
        <source>Tailscale cannot be started: {why}.</source>
        <translation>无法启动 Tailscale：{why}。</translation>
    </message>
    <message>
        <source>Tailscale does not answer.</source>
        <translation>Tailscale 没有响应。</translation>
    </message>
    <message>
        <source>Its service may hang; restart it.</source>
        <translation>其服务可能卡住；请重启该服务。</translation>
    </message>
    <message>
        <source>Tailscale&apos;s service is not running.</source>
        <translation>Tailscale 服务未运行。</translation>
    </message>
    <message>
        <source>Start Tailscale.</source>
        <translation>请启动 Tailscale。</translation>
    </message>
    <message>
        <source>Tailscale&apos;s answer is not understood.</source>
        <translation>无法识别 Tailscale 的响应。</translation>
    </message>
    <message>
        <source>Its version may be newer than this program; enter the machine&apos;s address instead.</source>
        <translation>其版本可能比本程序新；请改为输入机器的地址。</translation>
    </message>
    <message>
        <source>Tailscale is not running (it says “{state}”).</source>
        <translation>Tailscale 未运行（提示：“{state}”）。</translation>
    </message>
    <message>
        <source>“{text}” is not an address.</source>
        <translation>“{text}”不是地址。</translation>
    </message>
    <message>
        <source>Use ssh://user@host:port.</source>
        <translation>请使用 ssh://user@host:port。</translation>
    </message>
    <message>
        <source>{scheme}:// is not supported.</source>
        <translation>不支持 {scheme}://。</translation>
    </message>
    <message>
        <source>An address must not contain a password.</source>
        <translation>地址不得包含密码。</translation>
    </message>
    <message>
        <source>Leave it out; you will be asked for it.</source>
        <translation>请去掉；程序会另行询问。</translation>
    </message>
    <message>
        <source>“{text}” has more than an address in it.</source>
        <translation>“{text}”中除地址外还有其他内容。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>搜索日志</translation>
    </message>
    <message>
        <source>Match upper and lower case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>Only lines that match</source>
        <translation>仅显示匹配的行</translation>
    </message>
    <message>
        <source>Previous match (Shift+F3)</source>
        <translation>上一个匹配项 (Shift+F3)</translation>
    </message>
    <message>
        <source>Next match (F3)</source>
        <translation>下一个匹配项 (F3)</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>第 {at} 个，共 {count} 个</translation>
    </message>
    <message>
        <source>{count} found</source>
        <translation>找到 {count} 个</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>{words}, searching …</source>
        <translation>{words}，正在搜索 …</translation>
    </message>
    <message>
        <source>searching …</source>
        <translation>正在搜索 …</translation>
    </message>
    <message>
        <source>; {costly} lines not searched: too costly</source>
        <translation>；{costly} 行未搜索：开销过大</translation>
    </message>
    <message>
        <source>{why} Waiting since {clock} …</source>
        <translation>{why} 自 {clock} 起等待 …</translation>
    </message>
    <message>
        <source>Connection lost {span}. No line is missing.</source>
        <translation>连接中断 {span}。没有缺失的行。</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Line of the log</source>
        <translation>日志行</translation>
    </message>
    <message>
        <source>The line</source>
        <translation>该行</translation>
    </message>
    <message>
        <source>Copy the line</source>
        <translation>复制该行</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{local} here, {utc} UTC</source>
        <translation>本地 {local}，UTC {utc}</translation>
    </message>
    <message>
        <source>{length} characters</source>
        <translation>{length} 个字符</translation>
    </message>
    <message>
        <source>No times</source>
        <translation>不显示时间</translation>
    </message>
    <message>
        <source>Local times</source>
        <translation>本地时间</translation>
    </message>
    <message>
        <source>UTC times</source>
        <translation>UTC 时间</translation>
    </message>
    <message>
        <source>Log of {names}</source>
        <translation>{names} 的日志</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>自动换行</translation>
    </message>
    <message>
        <source>Go to a time</source>
        <translation>跳转到时间</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy with times</source>
        <translation>连同时间复制</translation>
    </message>
    <message>
        <source>Show whole line</source>
        <translation>显示整行</translation>
    </message>
    <message>
        <source>To the newest lines</source>
        <translation>转到最新行</translation>
    </message>
    <message numerus="yes">
        <source>%n new lines</source>
        <comment>%n new line</comment>
        <translation>
            <numerusform>%n 条新行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>more than %n new lines</source>
        <comment>more than %n new line</comment>
        <translation>
            <numerusform>超过 %n 条新行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines</source>
        <comment>%n line</comment>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>, older ones: scroll up</source>
        <translation>，更早的请向上滚动</translation>
    </message>
    <message>
        <source>nothing was printed yet</source>
        <translation>尚无输出</translation>
    </message>
    <message>
        <source>{only} of {count}</source>
        <translation>{only} / {count}</translation>
    </message>
    <message>
        <source>Following</source>
        <translation>实时跟随</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>More than {most} characters cannot be searched for.</source>
        <translation>搜索内容不能超过 {most} 个字符。</translation>
    </message>
    <message>
        <source>{why} (at character {at}).</source>
        <translation>{why}（第 {at} 个字符处）。</translation>
    </message>
    <message>
        <source> […] the rest was longer than 256 KiB and is left out</source>
        <translation> […] 其余部分超过 256 KiB，已省略</translation>
    </message>
    <message>
        <source> … {memory} more: press Enter</source>
        <translation> … 还有 {memory}：按 Enter</translation>
    </message>
    <message>
        <source>This expression takes too long on these lines.</source>
        <translation>此表达式在这些行上耗时过长。</translation>
    </message>
    <message>
        <source>Nested repetitions like (a+)+ do; say more exactly what repeats.</source>
        <translation>(a+)+ 之类的嵌套重复会如此；请更准确地指明重复内容。</translation>
    </message>
    <message>
        <source>local time</source>
        <translation>本地时间</translation>
    </message>
    <message>
        <source>Time ({zone})</source>
        <translation>时间（{zone}）</translation>
    </message>
    <message>
        <source>14:05, 2026-11-21 14:05:12, or how long ago: 10m, 2h, 3d</source>
        <translation>14:05、2026-11-21 14:05:12，或多久以前：10m、2h、3d</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>跳转</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Write 14:05, 14:05:12, 2026-11-21 14:05, or how long ago: 10m, 2h, 3d.</source>
        <translation>请输入 14:05、14:05:12、2026-11-21 14:05，或多久以前：10m、2h、3d。</translation>
    </message>
    <message>
        <source>“{words}” is no time.</source>
        <translation>“{words}”不是时间。</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>{name} is not connected</source>
        <translation>{name} 未连接</translation>
    </message>
    <message>
        <source>No readings from {name}</source>
        <translation>没有来自 {name} 的读数</translation>
    </message>
    <message>
        <source>Waiting for the first sample</source>
        <translation>等待首次采样</translation>
    </message>
    <message>
        <source>{name} is connected.</source>
        <translation>{name} 已连接。</translation>
    </message>
    <message>
        <source>Connecting to {name}</source>
        <translation>正在连接 {name}</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>严重</translation>
    </message>
    <message>
        <source>{metric} below {level}</source>
        <translation>{metric}低于 {level}</translation>
    </message>
    <message>
        <source>{metric} above {level}</source>
        <translation>{metric}高于 {level}</translation>
    </message>
    <message>
        <source>{what}: seen by its detector</source>
        <translation>{what}：由检测器发现</translation>
    </message>
    <message>
        <source>{condition} for {duration}</source>
        <translation>{condition}，持续 {duration}</translation>
    </message>
    <message>
        <source>{condition}, until above {level}</source>
        <translation>{condition}，直到高于 {level}</translation>
    </message>
    <message>
        <source>{condition}, until below {level}</source>
        <translation>{condition}，直到低于 {level}</translation>
    </message>
    <message>
        <source>All nodes</source>
        <translation>所有节点</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Removed nodes</source>
        <translation>已移除的节点</translation>
    </message>
    <message>
        <source>{known} nodes</source>
        <translation>{known} 个节点</translation>
    </message>
    <message>
        <source>from</source>
        <translation>不低于</translation>
    </message>
    <message>
        <source>up to</source>
        <translation>不高于</translation>
    </message>
    <message>
        <source>{metric} · well {side} {level}</source>
        <translation>{metric} · 正常值{side} {level}</translation>
    </message>
    <message numerus="yes">
        <source>%n alerts</source>
        <comment>%n alert</comment>
        <translation>
            <numerusform>%n 个警报</numerusform>
        </translation>
    </message>
    <message>
        <source>CPU load</source>
        <translation>CPU 负载</translation>
    </message>
    <message>
        <source>Load average</source>
        <translation>平均负载</translation>
    </message>
    <message>
        <source>Total memory</source>
        <translation>总内存</translation>
    </message>
    <message>
        <source>Available share of memory</source>
        <translation>可用内存占比</translation>
    </message>
    <message>
        <source>Swap in use</source>
        <translation>已用交换空间</translation>
    </message>
    <message>
        <source>Margin to the sensor&apos;s own limit</source>
        <translation>距传感器自身限值的余量</translation>
    </message>
    <message>
        <source>of any size</source>
        <translation>任意大小</translation>
    </message>
    <message>
        <source>with 100 GiB or more</source>
        <translation>内存 100 GiB 及以上</translation>
    </message>
    <message>
        <source>with less than 100 GiB</source>
        <translation>内存低于 100 GiB</translation>
    </message>
    <message>
        <source>CPU clock</source>
        <translation>CPU 频率</translation>
    </message>
    <message>
        <source>CPU core</source>
        <translation>CPU 核心</translation>
    </message>
    <message>
        <source>Disk busy</source>
        <translation>磁盘繁忙</translation>
    </message>
    <message>
        <source>Free disk space</source>
        <translation>可用磁盘空间</translation>
    </message>
    <message>
        <source>Disk use</source>
        <translation>磁盘使用</translation>
    </message>
    <message>
        <source>Power rail</source>
        <translation>供电轨</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>警报</translation>
    </message>
    <message>
        <source>What is wrong on the nodes, what was, and the rules that find it</source>
        <translation>节点当前和过去的问题，以及发现问题的规则</translation>
    </message>
    <message>
        <source>Go from alert to alert, from rule to rule</source>
        <translation>在警报之间、规则之间移动</translation>
    </message>
    <message>
        <source>Show or hide what was seen and what to do; edit the rule</source>
        <translation>显示或隐藏观察结果和处理办法；编辑规则</translation>
    </message>
    <message>
        <source>Acknowledge the alert</source>
        <translation>确认警报</translation>
    </message>
    <message>
        <source>Snooze the alert</source>
        <translation>暂缓警报</translation>
    </message>
    <message>
        <source>Show the charts of its node</source>
        <translation>显示其节点的图表</translation>
    </message>
    <message>
        <source>Edit its rule</source>
        <translation>编辑其规则</translation>
    </message>
    <message>
        <source>Ask a model about it</source>
        <translation>就此询问模型</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Switch the rule on or off</source>
        <translation>启用或停用规则</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove the rule</source>
        <translation>移除规则</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>Acknowledged or snoozed</source>
        <translation>已确认或暂缓</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>需要关注</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>待触发</translation>
    </message>
    <message>
        <source>No alerts</source>
        <translation>没有警报</translation>
    </message>
    <message>
        <source>See the rules</source>
        <translation>查看规则</translation>
    </message>
    <message>
        <source>{more} more, none of them worse. Fix or snooze some of these first.</source>
        <translation>还有 {more} 个，均不更严重。请先处理或暂缓其中一些。</translation>
    </message>
    <message>
        <source>No rule is switched on, so nothing is watched.</source>
        <translation>没有启用任何规则，因此未监视任何内容。</translation>
    </message>
    <message>
        <source>rule watches</source>
        <translation>条规则监视</translation>
    </message>
    <message>
        <source>rules watch</source>
        <translation>条规则监视</translation>
    </message>
    <message>
        <source>{rules} {verb} each node as soon as it is connected.</source>
        <translation>{rules} {verb}每个节点（连接后立即开始）。</translation>
    </message>
    <message>
        <source>{rules} {verb} this computer. Other nodes are watched once they are connected.</source>
        <translation>{rules} {verb}本机。其他节点连接后即受监视。</translation>
    </message>
    <message numerus="yes">
        <source>{rules} {verb} %n nodes.</source>
        <comment>{rules} {verb} %n node.</comment>
        <translation>
            <numerusform>{rules} {verb} %n 个节点。</numerusform>
        </translation>
    </message>
    <message>
        <source>{value} since {when_text}</source>
        <translation>{value} 自 {when_text} 起</translation>
    </message>
    <message>
        <source>With these facts and the last minutes in numbers (Q)</source>
        <translation>附上这些事实和最近几分钟的数值 (Q)</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>隐藏详情</translation>
    </message>
    <message>
        <source>Show details</source>
        <translation>显示详情</translation>
    </message>
    <message>
        <source>Wake it now</source>
        <translation>立即恢复</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>I know: count it no more until it fires anew (A)</source>
        <translation>已知晓：再次触发前不再计数 (A)</translation>
    </message>
    <message>
        <source>Snooze</source>
        <translation>暂缓</translation>
    </message>
    <message>
        <source>Put it off for a while (S)</source>
        <translation>暂时搁置 (S)</translation>
    </message>
    <message>
        <source>Show the charts of {node}</source>
        <translation>显示 {node} 的图表</translation>
    </message>
    <message>
        <source>Edit the rule</source>
        <translation>编辑规则</translation>
    </message>
    <message>
        <source>Acknowledge: {title}</source>
        <translation>确认：{title}</translation>
    </message>
    <message>
        <source>Snooze: {title}</source>
        <translation>暂缓：{title}</translation>
    </message>
    <message>
        <source>What was seen</source>
        <translation>观察结果</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处理办法</translation>
    </message>
    <message>
        <source>for {duration}</source>
        <translation>已持续 {duration}</translation>
    </message>
    <message>
        <source>Fires after {duration}</source>
        <translation>{duration} 后触发</translation>
    </message>
    <message>
        <source>Snoozed until {when_text}</source>
        <translation>暂缓至 {when_text}</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>最差值</translation>
    </message>
    <message>
        <source>, too often to be told each time</source>
        <translation>，过于频繁，不再逐次通知</translation>
    </message>
    <message>
        <source>Fired</source>
        <translation>触发</translation>
    </message>
    <message>
        <source>{flaps} times in the last hour{damped}</source>
        <translation>过去一小时 {flaps} 次{damped}</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>15 minutes</source>
        <translation>15 分钟</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>8 hours</source>
        <translation>8 小时</translation>
    </message>
    <message>
        <source>Until tomorrow, {when_text}</source>
        <translation>到明天 {when_text}</translation>
    </message>
    <message>
        <source>Some nodes</source>
        <translation>部分节点</translation>
    </message>
    <message>
        <source>Nodes that the rule looks at</source>
        <translation>规则所监视的节点</translation>
    </message>
    <message>
        <source>Nothing new</source>
        <translation>没有新警报</translation>
    </message>
    <message>
        <source>All well</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>Nothing is watched</source>
        <translation>未监视任何内容</translation>
    </message>
    <message>
        <source>{pending} pending</source>
        <translation>{pending} 个待触发</translation>
    </message>
    <message numerus="yes">
        <source>{watched} of %n nodes connected</source>
        <comment>{watched} of %n node connected</comment>
        <translation>
            <numerusform>%n 个节点中 {watched} 个已连接</numerusform>
        </translation>
    </message>
    <message>
        <source>No past alert is like that.</source>
        <translation>没有符合条件的历史警报。</translation>
    </message>
    <message>
        <source>No past alerts</source>
        <translation>没有历史警报</translation>
    </message>
    <message>
        <source>Each alert is kept here once it is over: when it fired, how bad it got, how long it lasted.</source>
        <translation>警报结束后均保存在此：何时触发、严重程度、持续多久。</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>严重程度</translation>
    </message>
    <message>
        <source>All severities</source>
        <translation>所有严重程度</translation>
    </message>
    <message>
        <source>Search the past alerts</source>
        <translation>搜索历史警报</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Past alerts</source>
        <translation>历史警报</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>警报</translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation>持续时间</translation>
    </message>
    <message>
        <source>Above</source>
        <translation>高于</translation>
    </message>
    <message>
        <source>Below</source>
        <translation>低于</translation>
    </message>
    <message>
        <source>Edit “{title}”</source>
        <translation>编辑“{title}”</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Tick the nodes that the rule looks at, or choose all nodes.</source>
        <translation>请勾选规则监视的节点，或选择所有节点。</translation>
    </message>
    <message>
        <source>{which} ends it.</source>
        <translation>{which}时警报结束。</translation>
    </message>
    <message>
        <source>This or more</source>
        <translation>不低于此值</translation>
    </message>
    <message>
        <source>This or less</source>
        <translation>不高于此值</translation>
    </message>
    <message>
        <source>What to do when it fires</source>
        <translation>触发时如何处理</translation>
    </message>
    <message>
        <source>Fires when</source>
        <translation>触发条件</translation>
    </message>
    <message>
        <source>Level</source>
        <comment>threshold of an alert</comment>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Well again at</source>
        <translation>恢复值</translation>
    </message>
    <message>
        <source>How often in the last 24 h?</source>
        <translation>过去 24 h 触发几次？</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>监视对象</translation>
    </message>
    <message>
        <source>For at least</source>
        <translation>至少持续</translation>
    </message>
    <message>
        <source>0 fires at once.</source>
        <translation>0 表示立即触发。</translation>
    </message>
    <message>
        <source>Memory of the machine</source>
        <translation>机器内存</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Watch: {title}</source>
        <translation>监视：{title}</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Switch on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>, switched off</source>
        <translation>，已停用</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>No rules</source>
        <translation>没有规则</translation>
    </message>
    <message>
        <source>Without a rule nothing is ever told. The defaults know what goes wrong on a Spark.</source>
        <translation>没有规则就不会有任何通知。默认规则涵盖 Spark 上的常见问题。</translation>
    </message>
    <message>
        <source>{on} of {rules} switched on</source>
        <translation>已启用 {on} / {rules}</translation>
    </message>
    <message>
        <source>{title} (copy)</source>
        <translation>{title}（副本）</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>“{title}” was removed.</source>
        <translation>“{title}”已移除。</translation>
    </message>
    <message>
        <source>Reading the history…</source>
        <translation>正在读取历史…</translation>
    </message>
    <message>
        <source>Restore the default rules?</source>
        <translation>恢复默认规则？</translation>
    </message>
    <message>
        <source>Every default rule is set back to how it was delivered and switched on. Rules that you added stay.</source>
        <translation>所有默认规则都将恢复初始状态并启用。自行添加的规则保留。</translation>
    </message>
    <message>
        <source>Nothing was kept in that time.</source>
        <translation>该时段没有保存任何数据。</translation>
    </message>
    <message>
        <source>It would not have fired.</source>
        <translation>不会触发。</translation>
    </message>
    <message>
        <source>It would have fired {format}: {which}.</source>
        <translation>会触发 {format}：{which}。</translation>
    </message>
    <message>
        <source>once</source>
        <translation>1 次</translation>
    </message>
    <message>
        <source>{total} times</source>
        <translation>{total} 次</translation>
    </message>
    <message>
        <source>Send a test</source>
        <translation>发送测试</translation>
    </message>
    <message>
        <source>Send alerts to {label}</source>
        <translation>向 {label} 发送警报</translation>
    </message>
    <message>
        <source>Send a test to {label}</source>
        <translation>向 {label} 发送测试</translation>
    </message>
    <message>
        <source>Remove {label}</source>
        <translation>移除 {label}</translation>
    </message>
    <message>
        <source>Sending a test message…</source>
        <translation>正在发送测试消息…</translation>
    </message>
    <message>
        <source>It took the test message. Look whether it arrived.</source>
        <translation>对方已接收测试消息。请查看是否送达。</translation>
    </message>
    <message>
        <source>Alerts can also be sent to a phone, a chat or a mailbox. The address is one of Apprise&apos;s: ntfys://ntfy.example/topic, mailtos://…, slack://…, jsons://host/path and a hundred others.</source>
        <translation>警报也可发送到手机、聊天或邮箱。地址采用 Apprise 格式：ntfys://ntfy.example/topic、mailtos://…、slack://…、jsons://host/path 等上百种。</translation>
    </message>
    <message>
        <source>All alerts</source>
        <translation>所有警报</translation>
    </message>
    <message>
        <source>Warnings and critical</source>
        <translation>警告和严重</translation>
    </message>
    <message>
        <source>Critical only</source>
        <translation>仅严重</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>其他位置</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Which alerts are sent</source>
        <translation>发送哪些警报</translation>
    </message>
    <message>
        <source>Team channel</source>
        <translation>团队频道</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Kept in the keyring of this computer only.</source>
        <translation>仅保存在本机密钥环中。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Which alerts</source>
        <translation>哪些警报</translation>
    </message>
    <message>
        <source>Remove {label}?</source>
        <translation>移除 {label}？</translation>
    </message>
    <message>
        <source>No alert is sent there any more, and its address is taken out of the keyring.</source>
        <translation>不再向其发送警报，其地址也会从密钥环中删除。</translation>
    </message>
    <message>
        <source>This desktop</source>
        <translation>此桌面</translation>
    </message>
    <message>
        <source>Show a desktop notification while this window is not active</source>
        <translation>此窗口未激活时显示桌面通知</translation>
    </message>
    <message>
        <source>Quiet hours: only what is critical between</source>
        <translation>免打扰（仅通知严重警报）：</translation>
    </message>
    <message>
        <source>Which alerts are told</source>
        <translation>通知哪些警报</translation>
    </message>
    <message>
        <source>Quiet hours begin</source>
        <translation>免打扰开始</translation>
    </message>
    <message>
        <source>Quiet hours end</source>
        <translation>免打扰结束</translation>
    </message>
    <message>
        <source>Tell of</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>in the window and on the desktop</source>
        <translation>显示在窗口和桌面</translation>
    </message>
    <message>
        <source>and</source>
        <translation>至</translation>
    </message>
    <message>
        <source>What goes wrong in this log, and what should I do about it?</source>
        <translation>这份日志中出了什么问题？应如何处理？</translation>
    </message>
    <message>
        <source>What do these numbers say about how this machine is doing?</source>
        <translation>这些数值说明这台机器的状况如何？</translation>
    </message>
    <message>
        <source>Why does this happen, and what should I do about it?</source>
        <translation>为什么会这样？应如何处理？</translation>
    </message>
    <message>
        <source>Ask a model about this log</source>
        <translation>就此日志询问模型</translation>
    </message>
    <message>
        <source>a node</source>
        <translation>某个节点</translation>
    </message>
    <message>
        <source>There is no line that could be asked about.</source>
        <translation>没有可供询问的行。</translation>
    </message>
    <message>
        <source>{chart} ({some} series)</source>
        <translation>{chart}（{some} 个序列）</translation>
    </message>
    <message>
        <source>What to do: {line}</source>
        <translation>处理办法：{line}</translation>
    </message>
    <message>
        <source>Numbers of the last minutes</source>
        <translation>最近几分钟的数值</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>What the machine does and did: memory, GPU, processor, temperatures, disk, network</source>
        <translation>机器的当前和历史状况：内存、GPU、处理器、温度、磁盘、网络</translation>
    </message>
    <message>
        <source>Pause, and go on</source>
        <translation>暂停和继续</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Zoom on a stretch of time, in all charts</source>
        <translation>在所有图表中放大某一时段</translation>
    </message>
    <message>
        <source>+ −, Ctrl+wheel</source>
        <translation>+ −, Ctrl+滚轮</translation>
    </message>
    <message>
        <source>Zoom around the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>Ctrl+← →, Shift+wheel, Shift+drag</source>
        <translation>Ctrl+← →, Shift+滚轮, Shift+拖动</translation>
    </message>
    <message>
        <source>Move through time</source>
        <translation>沿时间移动</translation>
    </message>
    <message>
        <source>Back to the present</source>
        <translation>回到当前</translation>
    </message>
    <message>
        <source>Back to what was shown before</source>
        <translation>返回之前的显示</translation>
    </message>
    <message>
        <source>Esc, double click</source>
        <translation>Esc, 双击</translation>
    </message>
    <message>
        <source>Put the cursor away, then reset the zoom</source>
        <translation>先收起光标，再重置缩放</translation>
    </message>
    <message>
        <source>Go to the next chart</source>
        <translation>转到下一个图表</translation>
    </message>
    <message>
        <source>Move the cursor through time, or walk through the memory map</source>
        <translation>沿时间移动光标，或浏览内存分布图</translation>
    </message>
    <message>
        <source>Page Up, Page Down, Home, End</source>
        <translation>Page Up, Page Down, Home, End</translation>
    </message>
    <message>
        <source>Move the cursor further</source>
        <translation>大步移动光标</translation>
    </message>
    <message>
        <source>Shift+← →, then Return</source>
        <translation>Shift+← →, 然后 Enter</translation>
    </message>
    <message>
        <source>Choose a stretch of time and zoom on it</source>
        <translation>选择时段并放大</translation>
    </message>
    <message>
        <source>Show the numbers as a table</source>
        <translation>以表格显示数值</translation>
    </message>
    <message>
        <source>Save a picture or the values</source>
        <translation>保存图片或数值</translation>
    </message>
    <message>
        <source>Ask a model about what the charts show</source>
        <translation>就图表内容询问模型</translation>
    </message>
    <message>
        <source>Charts show memory, GPU, processor, temperatures, disk and network while it is connected.</source>
        <translation>连接期间，图表显示内存、GPU、处理器、温度、磁盘和网络。</translation>
    </message>
    <message>
        <source>Charts begin by themselves.</source>
        <translation>图表会自动开始。</translation>
    </message>
    <message>
        <source>What was recorded before is in the ranges from 1 h on.</source>
        <translation>此前的记录见 1 h 及以上的时间范围。</translation>
    </message>
    <message>
        <source>Tick what is shown. Drag to change the order, or press Alt+↑ and Alt+↓. P pins a chart to the top.</source>
        <translation>勾选要显示的图表。拖动或按 Alt+↑、Alt+↓ 调整顺序。按 P 可置顶图表。</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>运行时间</translation>
    </message>
    <message>
        <source>Up</source>
        <comment>moves a chart</comment>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <comment>moves a chart</comment>
        <translation>下移</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Search charts</source>
        <translation>搜索图表</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>, pinned</source>
        <translation>，已置顶</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>The day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>the day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>The week before</source>
        <translation>前一周</translation>
    </message>
    <message>
        <source>the week before</source>
        <translation>前一周</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Another time…</source>
        <translation>其他时间…</translation>
    </message>
    <message>
        <source>until {label}</source>
        <translation>截至 {label}</translation>
    </message>
    <message>
        <source>Compare with another time</source>
        <translation>与其他时间对比</translation>
    </message>
    <message>
        <source>yyyy-MM-dd HH:mm</source>
        <translation>yyyy-MM-dd HH:mm</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>It ends at</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>It is as long as what the charts show.</source>
        <translation>时长与图表所示相同。</translation>
    </message>
    <message>
        <source>Picture saved</source>
        <translation>图片已保存</translation>
    </message>
    <message>
        <source>Values saved</source>
        <translation>数值已保存</translation>
    </message>
    <message>
        <source>{name} could not be saved: {why}.</source>
        <translation>无法保存 {name}：{why}。</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>The picture could not be made.</source>
        <translation>无法生成图片。</translation>
    </message>
    <message>
        <source>Reset zoom</source>
        <translation>重置缩放</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>none was found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>No GPU is reported: {reason}.</source>
        <translation>未报告 GPU：{reason}。</translation>
    </message>
    <message>
        <source>{seconds} min</source>
        <translation>{seconds} min</translation>
    </message>
    <message>
        <source>one value per {duration}</source>
        <translation>每 {duration} 一个值</translation>
    </message>
    <message>
        <source>Live · {sampling}</source>
        <translation>实时 · {sampling}</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>At the cursor</source>
        <translation>光标处</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>最低</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>最高</translation>
    </message>
    <message>
        <source>Numbers of the charts</source>
        <translation>图表数值</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>时间范围</translation>
    </message>
    <message>
        <source>Draw another machine or another time beside it</source>
        <translation>并排绘制另一台机器或另一时段</translation>
    </message>
    <message>
        <source>Choose charts</source>
        <translation>选择图表</translation>
    </message>
    <message>
        <source>Which charts are shown, and in which order</source>
        <translation>显示哪些图表及其顺序</translation>
    </message>
    <message>
        <source>Numbers as a table (Ctrl+T)</source>
        <translation>以表格显示数值 (Ctrl+T)</translation>
    </message>
    <message>
        <source>Ask a model about these charts (Ctrl+Shift+A)</source>
        <translation>就这些图表询问模型 (Ctrl+Shift+A)</translation>
    </message>
    <message>
        <source>Save a picture or the values (Ctrl+S)</source>
        <translation>保存图片或数值 (Ctrl+S)</translation>
    </message>
    <message>
        <source>With {label}</source>
        <translation>对比：{label}</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>图片 (PNG)…</translation>
    </message>
    <message>
        <source>Values (CSV)…</source>
        <translation>数值 (CSV)…</translation>
    </message>
    <message>
        <source>Values (Parquet)…</source>
        <translation>数值 (Parquet)…</translation>
    </message>
    <message>
        <source>{subtitle} · dashed: {label}</source>
        <translation>{subtitle} · 虚线：{label}</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Choose charts…</source>
        <translation>选择图表…</translation>
    </message>
    <message>
        <source>Save a picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Save values</source>
        <translation>保存数值</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Chat with the models of your machines and any other endpoint, and with your documents</source>
        <translation>与各机器上的模型、其他端点以及自己的文档聊天</translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新建对话</translation>
    </message>
    <message>
        <source>Search all conversations</source>
        <translation>搜索所有对话</translation>
    </message>
    <message>
        <source>Find in the conversation that is shown</source>
        <translation>在当前对话中查找</translation>
    </message>
    <message>
        <source>Copy the whole conversation</source>
        <translation>复制整个对话</translation>
    </message>
    <message>
        <source>Ask the endpoints anew</source>
        <translation>重新查询端点</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Its answer comes here, at the same time as the others&apos;.</source>
        <translation>回答将与其他模型的回答同时显示在此。</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Compare without this one</source>
        <translation>不参与对比</translation>
    </message>
    <message>
        <source>Better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>Vote for this answer</source>
        <translation>投票给此回答</translation>
    </message>
    <message>
        <source>Go on with this one</source>
        <translation>用此模型继续</translation>
    </message>
    <message>
        <source>Go on with this one alone, as a conversation</source>
        <translation>仅与此模型继续对话</translation>
    </message>
    <message>
        <source>a model to compare</source>
        <translation>待对比的模型</translation>
    </message>
    <message>
        <source>This one is better: {who}</source>
        <translation>此项更好：{who}</translation>
    </message>
    <message>
        <source>Go on with this one: {who}</source>
        <translation>用此模型继续：{who}</translation>
    </message>
    <message>
        <source>Compare without {who}</source>
        <translation>对比中去掉 {who}</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>胜</translation>
    </message>
    <message>
        <source>Tied</source>
        <translation>平</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>负</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Blind</source>
        <translation>盲测</translation>
    </message>
    <message>
        <source>No vote yet. After all have answered, say which answer is better.</source>
        <translation>尚无投票。所有模型回答后，请选出更好的回答。</translation>
    </message>
    <message>
        <source>Share: of its comparisons, a tie counts half; of few: it had fewer than 10. Blind: votes given without seeing the names.</source>
        <translation>占比：占其全部对比，平局计一半；“样本少”：对比少于 10 次。盲测：未显示名称时的投票。</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>投票</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>{share} of few</source>
        <translation>{share}（样本少）</translation>
    </message>
    <message>
        <source>{blind} of {count}</source>
        <translation>{blind} / {count}</translation>
    </message>
    <message>
        <source>Votes by model</source>
        <translation>各模型得票</translation>
    </message>
    <message>
        <source>Names and figures are hidden, and who is A is left to chance, until you voted.</source>
        <translation>投票前隐藏名称和数据，A 是哪个模型由随机决定。</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Names shown</source>
        <translation>显示名称</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Votes…</source>
        <translation>投票…</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>新提示词</translation>
    </message>
    <message>
        <source>Vote first: which answer is better?</source>
        <translation>请先投票：哪个回答更好？</translation>
    </message>
    <message>
        <source>Model {letter}</source>
        <translation>模型 {letter}</translation>
    </message>
    <message>
        <source>Which answer is better?</source>
        <translation>哪个回答更好？</translation>
    </message>
    <message>
        <source>Which answer is the best?</source>
        <translation>哪个回答最好？</translation>
    </message>
    <message>
        <source>Neither is better</source>
        <translation>不分上下</translation>
    </message>
    <message>
        <source>None is the best</source>
        <translation>没有最好的</translation>
    </message>
    <message>
        <source>{names} run on {node}: while they answer together, each is slower than alone.</source>
        <translation>{names}在 {node} 上运行：同时回答时，每个都比单独运行慢。</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者都</translation>
    </message>
    <message>
        <source>{count} of them</source>
        <translation>其中 {count} 个</translation>
    </message>
    <message>
        <source>Choose a model for each side.</source>
        <translation>请为每一侧选择模型。</translation>
    </message>
    <message>
        <source>An answer is on its way: stop it first.</source>
        <translation>正在生成回答：请先停止。</translation>
    </message>
    <message>
        <source>Look at {name}</source>
        <translation>查看 {name}</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>Attached</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Reading 1 file…</source>
        <translation>正在读取 1 个文件…</translation>
    </message>
    <message>
        <source>Reading {reading} files…</source>
        <translation>正在读取 {reading} 个文件…</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>~{tokens_of_part} tokens</source>
        <translation>~{tokens_of_part} token</translation>
    </message>
    <message>
        <source>Pictures, documents, text and code (*);;All files (*)</source>
        <translation>图片、文档、文本和代码 (*);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Ask anything</source>
        <translation>随意提问</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a line. Pictures and files can be pasted and dropped.</source>
        <translation>Enter 发送，Shift+Enter 换行。可粘贴或拖入图片和文件。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Changing an earlier message</source>
        <translation>正在修改较早的消息</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Attach pictures or files</source>
        <translation>添加图片或文件</translation>
    </message>
    <message>
        <source>Attach pictures or files: they can be pasted and dropped, too</source>
        <translation>添加图片或文件：也可粘贴或拖入</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop the answer; what came of it stays (Esc)</source>
        <translation>停止回答；已生成的内容保留 (Esc)</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>重新提问</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>{title} has answered.</source>
        <translation>{title} 已回答。</translation>
    </message>
    <message>
        <source>{paths} files are too many at once: make a collection of documents.</source>
        <translation>一次 {paths} 个文件过多：请创建文档集合。</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>Its model is not there now: start it, connect its machine, or choose another model.</source>
        <translation>其模型目前不可用：请启动它、连接其机器，或选择其他模型。</translation>
    </message>
    <message>
        <source>This model makes vectors of texts and does not answer: choose another one.</source>
        <translation>此模型只生成文本向量，不回答问题：请选择其他模型。</translation>
    </message>
    <message>
        <source>The model still loads.</source>
        <translation>模型仍在加载。</translation>
    </message>
    <message>
        <source>Choose a model first.</source>
        <translation>请先选择模型。</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>There is no model to talk to yet.</source>
        <translation>还没有可聊天的模型。</translation>
    </message>
    <message>
        <source>its server says so</source>
        <translation>其服务器如此声明</translation>
    </message>
    <message>
        <source>{title} takes no pictures: {why}. Choose another model, or remove the picture.</source>
        <translation>{title} 不接受图片：{why}。请选择其他模型，或移除图片。</translation>
    </message>
    <message>
        <source>Find in this conversation</source>
        <translation>在此对话中查找</translation>
    </message>
    <message>
        <source>How the model shall answer</source>
        <translation>模型应如何回答</translation>
    </message>
    <message>
        <source>The conversation is being read…</source>
        <translation>正在读取对话…</translation>
    </message>
    <message>
        <source>The picture cannot be read.</source>
        <translation>无法读取图片。</translation>
    </message>
    <message>
        <source>Attached text</source>
        <translation>附加的文本</translation>
    </message>
    <message>
        <source>… and {text} characters more</source>
        <translation>… 还有 {text} 个字符</translation>
    </message>
    <message>
        <source>“{name}” is a folder.</source>
        <translation>“{name}”是文件夹。</translation>
    </message>
    <message>
        <source>Make a collection of documents of it.</source>
        <translation>请用它创建文档集合。</translation>
    </message>
    <message>
        <source>“{name}” cannot be read: {why}.</source>
        <translation>无法读取“{name}”：{why}。</translation>
    </message>
    <message>
        <source>it may hold pictures of pages only</source>
        <translation>可能仅含页面图片</translation>
    </message>
    <message>
        <source>“{name}” has no text to send: {why}.</source>
        <translation>“{name}”没有可发送的文本：{why}。</translation>
    </message>
    <message numerus="yes">
        <source>%n pages</source>
        <comment>%n page</comment>
        <translation>
            <numerusform>%n 页</numerusform>
        </translation>
    </message>
    <message>
        <source>“{name}” is larger than {limit}.</source>
        <translation>“{name}”超过 {limit}。</translation>
    </message>
    <message>
        <source>Make it smaller first.</source>
        <translation>请先缩小。</translation>
    </message>
    <message>
        <source>“{name}” is no picture that can be read: {why}.</source>
        <translation>“{name}”不是可读取的图片：{why}。</translation>
    </message>
    <message>
        <source>What was pasted is no picture that can be read.</source>
        <translation>粘贴的内容不是可读取的图片。</translation>
    </message>
    <message>
        <source>The picture cannot be packed.</source>
        <translation>无法编码图片。</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Context: {tip}</source>
        <translation>上下文：{tip}</translation>
    </message>
    <message>
        <source>{taken} tokens of the conversation</source>
        <translation>对话 {taken} token</translation>
    </message>
    <message>
        <source>about {typed} of what is typed and attached</source>
        <translation>输入和附件约 {typed}</translation>
    </message>
    <message>
        <source>the model does not tell its limit</source>
        <translation>模型未说明上限</translation>
    </message>
    <message>
        <source>of {limit}</source>
        <translation>上限 {limit}</translation>
    </message>
    <message>
        <source>: it will not fit. Fork from an earlier message, or choose a longer context.</source>
        <translation>：容纳不下。请从较早的消息创建分支，或选择更长的上下文。</translation>
    </message>
    <message>
        <source>the server&apos;s own</source>
        <translation>服务器默认值</translation>
    </message>
    <message>
        <source>No preset</source>
        <translation>无预设</translation>
    </message>
    <message>
        <source>Longest answer, tokens</source>
        <translation>最长回答（token）</translation>
    </message>
    <message>
        <source>0 is the same each time, 1 is lively</source>
        <translation>0 每次相同，1 更活泼</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>Top p</translation>
    </message>
    <message>
        <source>Top k</source>
        <translation>Top k</translation>
    </message>
    <message>
        <source>Min p</source>
        <translation>Min p</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>频率惩罚</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>存在惩罚</translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>none</source>
        <comment>reasoning effort</comment>
        <translation>无</translation>
    </message>
    <message>
        <source>low</source>
        <comment>reasoning effort</comment>
        <translation>低</translation>
    </message>
    <message>
        <source>medium</source>
        <comment>reasoning effort</comment>
        <translation>中</translation>
    </message>
    <message>
        <source>high</source>
        <comment>reasoning effort</comment>
        <translation>高</translation>
    </message>
    <message>
        <source>on</source>
        <comment>thinking</comment>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <comment>thinking</comment>
        <translation>关</translation>
    </message>
    <message>
        <source>refused by {engine}</source>
        <translation>{engine} 拒绝此参数</translation>
    </message>
    <message>
        <source>ignored by {engine}</source>
        <translation>{engine} 忽略此参数</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Keep as preset…</source>
        <translation>保存为预设…</translation>
    </message>
    <message>
        <source>Delete preset</source>
        <translation>删除预设</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>What the model is told before everything else</source>
        <translation>在一切内容之前告知模型的话</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>Reasoning effort</source>
        <translation>思考强度</translation>
    </message>
    <message>
        <source>Stop at, one text a line</source>
        <translation>停止于（每行一段文本）</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>What is left empty is the server&apos;s own. Changes count from the next message on.</source>
        <translation>留空则使用服务器默认值。更改从下一条消息起生效。</translation>
    </message>
    <message>
        <source>Keep as preset</source>
        <translation>保存为预设</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>from {least} to {most}</source>
        <translation>{least} 到 {most}</translation>
    </message>
    <message>
        <source>this server</source>
        <translation>此服务器</translation>
    </message>
    <message>
        <source>Beside the conversation</source>
        <translation>对话侧栏</translation>
    </message>
    <message>
        <source>Beside</source>
        <translation>侧栏</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Close settings and sources</source>
        <translation>关闭设置和来源</translation>
    </message>
    <message>
        <source>The preset “{name}” was deleted.</source>
        <translation>预设“{name}”已删除。</translation>
    </message>
    <message>
        <source>Continue goes on from there.</source>
        <translation>“继续”将从此处接续。</translation>
    </message>
    <message>
        <source>You</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>System</source>
        <comment>who says it</comment>
        <translation>系统</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>正在等待服务器</translation>
    </message>
    <message>
        <source>Reading prompt</source>
        <translation>正在读取提示词</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>first token after {duration}</source>
        <translation>{duration} 后首个 token</translation>
    </message>
    <message>
        <source>prompt {rate}</source>
        <translation>提示词 {rate}</translation>
    </message>
    <message>
        <source>measured by the server</source>
        <translation>由服务器测得</translation>
    </message>
    <message>
        <source>measured here</source>
        <translation>在本机测得</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>First token after</source>
        <translation>首个 token 用时</translation>
    </message>
    <message>
        <source>Other requests beside it: {others}; they took their share</source>
        <translation>同时有其他请求：{others}；它们占用了部分资源</translation>
    </message>
    <message>
        <source>Answer began after {duration}</source>
        <translation>{duration} 后开始回答</translation>
    </message>
    <message>
        <source>about; includes waiting</source>
        <translation>约值；含等待时间</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>读取提示词</translation>
    </message>
    <message>
        <source>, {cached_tokens} of them known</source>
        <translation>，其中 {cached_tokens} 已缓存</translation>
    </message>
    <message>
        <source>Prompt: {tokens}{cached}</source>
        <translation>提示词：{tokens}{cached}</translation>
    </message>
    <message>
        <source>Answer: {tokens}, thinking included</source>
        <translation>回答：{tokens}，含思考</translation>
    </message>
    <message>
        <source>In all {duration}</source>
        <translation>共 {duration}</translation>
    </message>
    <message>
        <source>GPU energy</source>
        <translation>GPU 能耗</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 token</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} token</translation>
    </message>
    <message>
        <source>Thoughts</source>
        <translation>思考内容</translation>
    </message>
    <message>
        <source>Thought for {duration}</source>
        <translation>思考了 {duration}</translation>
    </message>
    <message>
        <source>Picture {name}, {width} by {height} pixels</source>
        <translation>图片 {name}，{width} × {height} 像素</translation>
    </message>
    <message>
        <source>Hide the list of conversations</source>
        <translation>隐藏对话列表</translation>
    </message>
    <message>
        <source>Open in a window of its own</source>
        <translation>在单独窗口中打开</translation>
    </message>
    <message>
        <source>Show the list of conversations</source>
        <translation>显示对话列表</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Deploy a model on one of your machines, connect a machine that serves one, or add any server with an OpenAI-compatible API.</source>
        <translation>在自己的机器上部署模型，连接提供模型的机器，或添加任何兼容 OpenAI API 的服务器。</translation>
    </message>
    <message>
        <source>Ask below. Attach pictures and files, let your documents answer, or paste what you want explained. What you send goes to the model chosen above, and nowhere else.</source>
        <translation>在下方提问。可附加图片和文件，让文档来回答，或粘贴需要解释的内容。发送的内容只会传给上方所选的模型。</translation>
    </message>
    <message>
        <source>No model to talk to yet</source>
        <translation>还没有可聊天的模型</translation>
    </message>
    <message>
        <source>Deploy a model</source>
        <translation>部署模型</translation>
    </message>
    <message>
        <source>Add an endpoint…</source>
        <translation>添加端点…</translation>
    </message>
    <message>
        <source>What would you like to know?</source>
        <translation>想了解什么？</translation>
    </message>
    <message>
        <source>This conversation cannot be shown</source>
        <translation>无法显示此对话</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Indexing</source>
        <translation>正在索引</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Another embedding model was chosen: it is indexed anew, and the old one answers until that is done.</source>
        <translation>已选择其他嵌入模型：正在重新索引，完成前仍由旧索引回答。</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Try a question</source>
        <translation>试问</translation>
    </message>
    <message>
        <source>Index now</source>
        <translation>立即索引</translation>
    </message>
    <message>
        <source>More about this collection</source>
        <translation>此集合的更多操作</translation>
    </message>
    <message>
        <source>Filter files</source>
        <translation>筛选文件</translation>
    </message>
    <message>
        <source>looked through {date_and_clock}</source>
        <translation>检查于 {date_and_clock}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Show the text that was read</source>
        <translation>显示读取的文本</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Indexed</source>
        <translation>已索引</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>未读取</translation>
    </message>
    <message>
        <source>Same as another</source>
        <translation>与另一文件相同</translation>
    </message>
    <message>
        <source>Its bytes are those of {same_as}, which stands for it.</source>
        <translation>其内容与 {same_as} 相同，由后者代表。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页数</translation>
    </message>
    <message>
        <source>Passages</source>
        <translation>段落</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>更改时间</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Files are read where they are and stay as they are. Their text and its index are kept on this computer.</source>
        <translation>文件在原处读取，不作更改。其文本和索引保存在本机。</translation>
    </message>
    <message>
        <source>Another one indexes everything anew; until then the old one answers.</source>
        <translation>更换后全部重新索引；完成前仍由旧模型回答。</translation>
    </message>
    <message>
        <source>Milvus is worth it from some 300,000 passages on, or where one runs on the box.</source>
        <translation>约 300,000 个段落以上，或设备上已运行 Milvus 时才值得使用。</translation>
    </message>
    <message>
        <source>Change collection</source>
        <translation>更改集合</translation>
    </message>
    <message>
        <source>New collection of documents</source>
        <translation>新建文档集合</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Add a folder or a file.</source>
        <translation>请添加文件夹或文件。</translation>
    </message>
    <message>
        <source>Folders and files</source>
        <translation>文件夹和文件</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Embedding model</source>
        <translation>嵌入模型</translation>
    </message>
    <message>
        <source>In a file on this computer</source>
        <translation>本机上的文件中</translation>
    </message>
    <message>
        <source>In Milvus on {name}</source>
        <translation>{name} 上的 Milvus 中</translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation>向量</translation>
    </message>
    <message>
        <source>Port of Milvus</source>
        <translation>Milvus 端口</translation>
    </message>
    <message>
        <source>Create and index</source>
        <translation>创建并索引</translation>
    </message>
    <message>
        <source>{model} (not there now)</source>
        <translation>{model}（当前不可用）</translation>
    </message>
    <message>
        <source>Add a folder, with all below it</source>
        <translation>添加文件夹及其所有内容</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Text of the document</source>
        <translation>文档文本</translation>
    </message>
    <message>
        <source>Copy passage</source>
        <translation>复制段落</translation>
    </message>
    <message>
        <source>The document was changed since: this is the passage as it was then.</source>
        <translation>文档此后已更改：此处是当时的段落。</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Answer with passages of your own documents, each with its source</source>
        <translation>引用自己文档中的段落作答，并附来源</translation>
    </message>
    <message>
        <source>The collections are being read…</source>
        <translation>正在读取集合…</translation>
    </message>
    <message>
        <source>No documents yet</source>
        <translation>暂无文档</translation>
    </message>
    <message>
        <source>Manage documents…</source>
        <translation>管理文档…</translation>
    </message>
    <message>
        <source>1 collection</source>
        <translation>1 个集合</translation>
    </message>
    <message numerus="yes">
        <source>%n collections</source>
        <comment>%n collection</comment>
        <translation>
            <numerusform>%n 个集合</numerusform>
        </translation>
    </message>
    <message>
        <source>Documents to ask: {names}</source>
        <translation>要查询的文档：{names}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Choose documents below the message: the passages that an answer was given appear here, and which of them it cites.</source>
        <translation>在消息下方选择文档：提供给回答的段落及其中被引用的段落会显示在此。</translation>
    </message>
    <message>
        <source>n/a: its text was not kept</source>
        <translation>不可用：其文本未保留</translation>
    </message>
    <message>
        <source>Show in the document</source>
        <translation>在文档中显示</translation>
    </message>
    <message>
        <source>Show source {number} in {name}</source>
        <translation>显示 {name} 中的来源 {number}</translation>
    </message>
    <message>
        <source>Cited</source>
        <translation>已引用</translation>
    </message>
    <message>
        <source>Not cited</source>
        <translation>未引用</translation>
    </message>
    <message>
        <source>No sources</source>
        <translation>没有来源</translation>
    </message>
    <message>
        <source>1 passage</source>
        <translation>1 个段落</translation>
    </message>
    <message>
        <source>{sources} passages</source>
        <translation>{sources} 个段落</translation>
    </message>
    <message>
        <source>{one} went to the model, {used} cited</source>
        <translation>已提供给模型 {one}，引用 {used} 个</translation>
    </message>
    <message>
        <source>What a question finds here is what a model would be given. Nothing leaves this computer.</source>
        <translation>此处按问题找到的内容即会提供给模型。任何内容都不会离开本机。</translation>
    </message>
    <message>
        <source>Show passage {rank} in {name}</source>
        <translation>显示 {name} 中的段落 {rank}</translation>
    </message>
    <message>
        <source>A question, or words that stand in the documents</source>
        <translation>问题，或文档中出现的词语</translation>
    </message>
    <message>
        <source>Question to the documents</source>
        <translation>向文档提问</translation>
    </message>
    <message>
        <source>Find passages</source>
        <translation>查找段落</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>{embedding} to embed, {search} to search</source>
        <translation>嵌入 {embedding}，搜索 {search}</translation>
    </message>
    <message numerus="yes">
        <source>%n passages found among {searched_chunks}: {times}.</source>
        <comment>%n passage found among {searched_chunks}: {times}.</comment>
        <translation>
            <numerusform>在 {searched_chunks}中找到 %n 个段落：{times}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing found among {searched_chunks}: {times}.</source>
        <translation>在 {searched_chunks}中未找到任何内容：{times}。</translation>
    </message>
    <message>
        <source>Point at folders with PDFs, Word files, Markdown, web pages, text or code. They are read on this computer, and a model that you chat with answers with numbered sources.</source>
        <translation>指定包含 PDF、Word 文件、Markdown、网页、文本或代码的文件夹。它们在本机读取，聊天所用的模型回答时会附编号来源。</translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation>新建集合…</translation>
    </message>
    <message>
        <source>Ask your own documents</source>
        <translation>向自己的文档提问</translation>
    </message>
    <message>
        <source>What was read and indexed of it goes. The files stay as they are, and conversations keep the passages that they cite.</source>
        <translation>从中读取和索引的内容将被删除。文件保持不变，对话保留其引用的段落。</translation>
    </message>
    <message>
        <source>Delete the collection {name}?</source>
        <translation>删除集合 {name}？</translation>
    </message>
    <message>
        <source>all-MiniLM-L6-v2, on this computer</source>
        <translation>all-MiniLM-L6-v2，在本机</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <comment>%n file</comment>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passages</source>
        <comment>%n passage</comment>
        <translation>
            <numerusform>%n 个段落</numerusform>
        </translation>
    </message>
    <message>
        <source>{failed} not read</source>
        <translation>{failed} 个未读取</translation>
    </message>
    <message>
        <source>Paused · {done}</source>
        <translation>已暂停 · {done}</translation>
    </message>
    <message>
        <source>{chunks_per_s} passages/s</source>
        <translation>{chunks_per_s} 段落/秒</translation>
    </message>
    <message>
        <source>its endpoint is not there now</source>
        <translation>其端点当前不可用</translation>
    </message>
    <message>
        <source>page {page}</source>
        <translation>第 {page} 页</translation>
    </message>
    <message>
        <source>similarity {similarity}</source>
        <translation>相似度 {similarity}</translation>
    </message>
    <message>
        <source>shares words</source>
        <translation>有相同词语</translation>
    </message>
    <message numerus="yes">
        <source>%n files found</source>
        <comment>%n file found</comment>
        <translation>
            <numerusform>找到 %n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n files</source>
        <comment>{done} of %n file</comment>
        <translation>
            <numerusform>{done}/%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>It is kept in this system&apos;s keyring, or until you quit; never in a file.</source>
        <translation>保存在本系统的密钥环中，或仅保留到退出为止；绝不写入文件。</translation>
    </message>
    <message>
        <source>A key is kept for it. What you type takes its place.</source>
        <translation>已保存密钥。新输入的内容将取代它。</translation>
    </message>
    <message>
        <source>Without https:// the key can be read on its way.</source>
        <translation>没有 https:// 时，密钥在传输途中可能被读取。</translation>
    </message>
    <message>
        <source>Key of an endpoint</source>
        <translation>端点密钥</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>端点</translation>
    </message>
    <message>
        <source>Add an endpoint</source>
        <translation>添加端点</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>所在位置</translation>
    </message>
    <message>
        <source>At an address</source>
        <translation>在某地址</translation>
    </message>
    <message>
        <source>On a machine</source>
        <translation>在某台机器上</translation>
    </message>
    <message>
        <source>https://host.example:8000/v1</source>
        <translation>https://host.example:8000/v1</translation>
    </message>
    <message>
        <source>It ends in /v1, as a rule.</source>
        <translation>通常以 /v1 结尾。</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>Port there</source>
        <translation>该机端口</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>What you call it; empty: its address</source>
        <translation>自定名称；留空则用其地址</translation>
    </message>
    <message>
        <source>Empty: it asks for none</source>
        <translation>留空：无需密钥</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Keep it in this system&apos;s keyring</source>
        <translation>保存到本系统的密钥环</translation>
    </message>
    <message>
        <source>Forget its key</source>
        <translation>移除已存密钥</translation>
    </message>
    <message>
        <source>Save without asking</source>
        <translation>不查询直接保存</translation>
    </message>
    <message>
        <source>It does not answer now, and may later</source>
        <translation>现在没有响应，以后可能会有</translation>
    </message>
    <message>
        <source>Empty: the key that it has stays</source>
        <translation>留空：保留现有密钥</translation>
    </message>
    <message>
        <source>Asking it…</source>
        <translation>正在查询…</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>端口是 1 到 65535 之间的数字。</translation>
    </message>
    <message>
        <source>The keyring did not do it.</source>
        <translation>密钥环操作未完成。</translation>
    </message>
    <message>
        <source>Keep the key in this system&apos;s keyring{name}</source>
        <translation>将密钥保存到本系统的密钥环{name}</translation>
    </message>
    <message>
        <source>It is kept until you quit: {reason}.</source>
        <translation>仅保留到退出：{reason}。</translation>
    </message>
    <message>
        <source>Its address, its key and what it was found to do are forgotten here. Conversations with it stay.</source>
        <translation>此处将删除其地址、密钥和已测得的能力。相关对话保留。</translation>
    </message>
    <message>
        <source>{title}, port {port}: give the key it was started with.</source>
        <translation>{title}，端口 {port}：请输入其启动时使用的密钥。</translation>
    </message>
    <message>
        <source>Any server with an OpenAI-compatible API. Models of your machines are found by themselves.</source>
        <translation>任何兼容 OpenAI API 的服务器。自己机器上的模型会自动发现。</translation>
    </message>
    <message>
        <source>The Endpoint Doctor asks the model some twenty small questions, which takes it seconds and a few hundred tokens. The chat does as the card says.</source>
        <translation>Endpoint Doctor 会向模型提出约二十个小问题，耗时数秒、几百个 token。聊天功能以此卡片为准。</translation>
    </message>
    <message>
        <source>It is not loaded: trying it loads it into its machine&apos;s memory. </source>
        <translation>模型尚未加载：测试会将其加载到机器内存中。</translation>
    </message>
    <message>
        <source>What a model can do</source>
        <translation>模型的能力</translation>
    </message>
    <message>
        <source>How much was tried</source>
        <translation>测试进度</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Try it again</source>
        <translation>重新测试</translation>
    </message>
    <message>
        <source>its endpoint is not there</source>
        <translation>其端点不可用</translation>
    </message>
    <message>
        <source>context {context} tokens</source>
        <translation>上下文 {context} token</translation>
    </message>
    <message>
        <source>vectors of {embedding_dimensions}</source>
        <translation>{embedding_dimensions} 维向量</translation>
    </message>
    <message>
        <source>tried {date_and_clock}</source>
        <translation>测试于 {date_and_clock}</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>未测试</translation>
    </message>
    <message>
        <source>Not tried yet.</source>
        <translation>尚未测试。</translation>
    </message>
    <message>
        <source>Parameters that it ignores: {ignored}.</source>
        <translation>忽略的参数：{ignored}。</translation>
    </message>
    <message>
        <source>Parameters that it refuses: {refused}.</source>
        <translation>拒绝的参数：{refused}。</translation>
    </message>
    <message>
        <source>It refuses no parameter of the chat.</source>
        <translation>不拒绝任何聊天参数。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Enter its key…</source>
        <translation>输入密钥…</translation>
    </message>
    <message>
        <source>Asking for its models…</source>
        <translation>正在查询模型…</translation>
    </message>
    <message>
        <source>It has no model yet: install one there.</source>
        <translation>尚无模型：请在其中安装。</translation>
    </message>
    <message>
        <source>its endpoint does not list it now</source>
        <translation>其端点当前未列出该模型</translation>
    </message>
    <message>
        <source>Model: {words}</source>
        <translation>模型：{words}</translation>
    </message>
    <message>
        <source>Which model answers</source>
        <translation>由哪个模型回答</translation>
    </message>
    <message>
        <source>Models of your machines appear here by themselves once their machine is connected. Deploy one under Models, or add any other server with an OpenAI-compatible API.</source>
        <translation>机器连接后，其上的模型会自动显示在此。可在“模型”中部署，或添加任何其他兼容 OpenAI API 的服务器。</translation>
    </message>
    <message>
        <source>Search models and endpoints</source>
        <translation>搜索模型和端点</translation>
    </message>
    <message>
        <source>Ask all endpoints again</source>
        <translation>重新查询所有端点</translation>
    </message>
    <message>
        <source>No model is there yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>No model has that name</source>
        <translation>没有该名称的模型</translation>
    </message>
    <message>
        <source>What can it do?</source>
        <translation>有哪些能力？</translation>
    </message>
    <message>
        <source>Let the Endpoint Doctor try the model</source>
        <translation>用 Endpoint Doctor 测试该模型</translation>
    </message>
    <message>
        <source>Change endpoint…</source>
        <translation>更改端点…</translation>
    </message>
    <message>
        <source>Key…</source>
        <translation>密钥…</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>Sleeping</source>
        <translation>休眠</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>在磁盘上</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>on disk</source>
        <translation>在磁盘上</translation>
    </message>
    <message>
        <source>List of models</source>
        <translation>模型列表</translation>
    </message>
    <message>
        <source>Streaming</source>
        <translation>流式输出</translation>
    </message>
    <message>
        <source>Counts tokens</source>
        <translation>统计 token</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Goes on after a cut</source>
        <translation>中断后可继续</translation>
    </message>
    <message>
        <source>Refuses what is too long</source>
        <translation>拒绝超长内容</translation>
    </message>
    <message>
        <source>Stops when told to</source>
        <translation>可按要求停止</translation>
    </message>
    <message>
        <source>Progress of reading</source>
        <translation>读取进度</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>top p</source>
        <translation>top p</translation>
    </message>
    <message>
        <source>top k</source>
        <translation>top k</translation>
    </message>
    <message>
        <source>min p</source>
        <translation>min p</translation>
    </message>
    <message>
        <source>frequency penalty</source>
        <translation>频率惩罚</translation>
    </message>
    <message>
        <source>presence penalty</source>
        <translation>存在惩罚</translation>
    </message>
    <message>
        <source>repeat penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>stop words</source>
        <translation>停止词</translation>
    </message>
    <message>
        <source>longest answer</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <source>reasoning effort</source>
        <translation>思考强度</translation>
    </message>
    <message>
        <source>thinking on or off</source>
        <translation>开启或关闭思考</translation>
    </message>
    <message>
        <source>makes embeddings, does not chat</source>
        <translation>生成嵌入，不能聊天</translation>
    </message>
    <message>
        <source>context {tokens}</source>
        <translation>上下文 {tokens}</translation>
    </message>
    <message>
        <source>takes pictures</source>
        <translation>支持图片</translation>
    </message>
    <message>
        <source>port {port}, {base}</source>
        <translation>端口 {port}，{base}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Conversations (*.json);;All files (*)</source>
        <translation>对话 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export all…</source>
        <translation>全部导出…</translation>
    </message>
    <message>
        <source>Trash ({count})</source>
        <translation>回收站 ({count})</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Export as Markdown…</source>
        <translation>导出为 Markdown…</translation>
    </message>
    <message>
        <source>Export as JSON…</source>
        <translation>导出为 JSON…</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移至回收站</translation>
    </message>
    <message>
        <source>Move to folder</source>
        <translation>移至文件夹</translation>
    </message>
    <message>
        <source>No folder</source>
        <translation>无文件夹</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>新建文件夹…</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>New tag…</source>
        <translation>新建标签…</translation>
    </message>
    <message>
        <source>Remove folder, keep conversations</source>
        <translation>移除文件夹，保留对话</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>永久删除…</translation>
    </message>
    <message>
        <source>{some} conversations</source>
        <translation>{some} 个对话</translation>
    </message>
    <message>
        <source>Delete {what} for good?</source>
        <translation>永久删除{what}？</translation>
    </message>
    <message>
        <source>All of their messages and pictures are removed from this computer. This cannot be undone; an export brings them back.</source>
        <translation>其全部消息和图片将从本机移除。此操作无法撤销；只能通过导出文件找回。</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Move there</source>
        <translation>移至该处</translation>
    </message>
    <message>
        <source>New tag</source>
        <translation>新建标签</translation>
    </message>
    <message>
        <source>Typed into the search, #name finds it again.</source>
        <translation>在搜索中输入 #名称 即可找到。</translation>
    </message>
    <message>
        <source>Import conversations</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>Importing {name}</source>
        <translation>正在导入 {name}</translation>
    </message>
    <message>
        <source>What was taken in by then stays; importing it again goes on from there.</source>
        <translation>已导入的内容保留；再次导入将从此处继续。</translation>
    </message>
    <message>
        <source>Export conversations</source>
        <translation>导出对话</translation>
    </message>
    <message>
        <source>Export as Markdown</source>
        <translation>导出为 Markdown</translation>
    </message>
    <message>
        <source>1 conversation</source>
        <translation>1 个对话</translation>
    </message>
    <message>
        <source>{ids} conversations</source>
        <translation>{ids} 个对话</translation>
    </message>
    <message>
        <source>{what} exported.</source>
        <translation>已导出 {what}。</translation>
    </message>
    <message>
        <source>Exporting {what}</source>
        <translation>正在导出 {what}</translation>
    </message>
    <message>
        <source>No file is written then.</source>
        <translation>则不写入文件。</translation>
    </message>
    <message>
        <source>The conversation is exported.</source>
        <translation>对话已导出。</translation>
    </message>
    <message>
        <source>Exporting {title}</source>
        <translation>正在导出 {title}</translation>
    </message>
    <message>
        <source>{count} conversations</source>
        <translation>{count} 个对话</translation>
    </message>
    <message>
        <source>1 message.</source>
        <translation>1 条消息。</translation>
    </message>
    <message>
        <source>{messages} messages.</source>
        <translation>{messages} 条消息。</translation>
    </message>
    <message>
        <source>{known} were here already.</source>
        <translation>{known} 个已存在。</translation>
    </message>
    <message>
        <source>{incomplete} parts were missing in the file or not understood.</source>
        <translation>文件中有 {incomplete} 个部分缺失或无法识别。</translation>
    </message>
    <message>
        <source>{some} imported.</source>
        <translation>已导入 {some}。</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>January</source>
        <translation>一月</translation>
    </message>
    <message>
        <source>February</source>
        <translation>二月</translation>
    </message>
    <message>
        <source>March</source>
        <translation>三月</translation>
    </message>
    <message>
        <source>April</source>
        <translation>四月</translation>
    </message>
    <message>
        <source>May</source>
        <translation>五月</translation>
    </message>
    <message>
        <source>June</source>
        <translation>六月</translation>
    </message>
    <message>
        <source>July</source>
        <translation>七月</translation>
    </message>
    <message>
        <source>August</source>
        <translation>八月</translation>
    </message>
    <message>
        <source>September</source>
        <translation>九月</translation>
    </message>
    <message>
        <source>October</source>
        <translation>十月</translation>
    </message>
    <message>
        <source>November</source>
        <translation>十一月</translation>
    </message>
    <message>
        <source>December</source>
        <translation>十二月</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已置顶</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>{inside} conversations</source>
        <translation>{inside} 个对话</translation>
    </message>
    <message>
        <source>open</source>
        <comment>a folder</comment>
        <translation>已展开</translation>
    </message>
    <message>
        <source>closed</source>
        <comment>a folder</comment>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Folder {shown}, {some}, {state}</source>
        <translation>文件夹 {shown}，{some}，{state}</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已置顶</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Previous 7 days</source>
        <translation>过去 7 天</translation>
    </message>
    <message>
        <source>Previous 30 days</source>
        <translation>过去 30 天</translation>
    </message>
    <message>
        <source>Search conversations</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>All messages, too. “Quotes” keep words together, #tag finds tags</source>
        <translation>包括所有消息。“引号”可保持词语完整，#标签 可查找标签</translation>
    </message>
    <message>
        <source>New conversation (Ctrl+N)</source>
        <translation>新建对话 (Ctrl+N)</translation>
    </message>
    <message>
        <source>Import, export, trash</source>
        <translation>导入、导出、回收站</translation>
    </message>
    <message>
        <source>No conversations yet</source>
        <translation>暂无对话</translation>
    </message>
    <message>
        <source>What you ask and what models answer is kept here, on this computer only.</source>
        <translation>提问和模型的回答保存在此，仅限本机。</translation>
    </message>
    <message>
        <source>Back to the conversations</source>
        <translation>返回对话列表</translation>
    </message>
    <message>
        <source>Empty…</source>
        <translation>清空…</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>回收站为空。</translation>
    </message>
    <message>
        <source>Nothing found for “{field}”.</source>
        <translation>未找到“{field}”。</translation>
    </message>
    <message>
        <source>{message} {hint} Changes are kept in memory.</source>
        <translation>{message}{hint}更改暂存于内存。</translation>
    </message>
    <message>
        <source>With the models of your machines, and with your own documents</source>
        <translation>使用自己机器上的模型和自己的文档</translation>
    </message>
    <message>
        <source>No endpoint answers now</source>
        <translation>当前没有端点响应</translation>
    </message>
    <message>
        <source>1 model</source>
        <translation>1 个模型</translation>
    </message>
    <message>
        <source>{models} models</source>
        <translation>{models} 个模型</translation>
    </message>
    <message>
        <source>1 endpoint</source>
        <translation>1 个端点</translation>
    </message>
    <message>
        <source>{views} endpoints</source>
        <translation>{views} 个端点</translation>
    </message>
    <message>
        <source>{some} at {where}</source>
        <translation>{where}，{some}</translation>
    </message>
    <message>
        <source>Enter asks · Esc closes · Ctrl+N begins anew</source>
        <translation>Enter 提问 · Esc 关闭 · Ctrl+N 重新开始</translation>
    </message>
    <message>
        <source>Ask a model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <source>Ask a model…</source>
        <translation>询问模型…</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>New question</source>
        <translation>新问题</translation>
    </message>
    <message>
        <source>Open in Chat</source>
        <translation>在“聊天”中打开</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Steps of the connection</source>
        <translation>连接步骤</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Add machines, connect to them, and see each step of the way</source>
        <translation>添加机器、连接，并查看每一步</translation>
    </message>
    <message>
        <source>Search the network anew, and try the nodes that do not answer</source>
        <translation>重新搜索网络，并重试无响应的节点</translation>
    </message>
    <message>
        <source>Bring back the node that was removed</source>
        <translation>恢复已移除的节点</translation>
    </message>
    <message>
        <source>Only do this when you know why the key changed: the machine was reinstalled, or its SSH keys were made anew. Somebody in between looks the same.

Trusted until now:
{old}

The new key is shown to be compared when you connect.</source>
        <translation>仅在清楚密钥变更原因时才这样做：机器已重装，或其 SSH 密钥已重新生成。有人居中窃听时看起来也一样。

此前信任：
{old}

连接时会显示新密钥以供核对。</translation>
    </message>
    <message>
        <source>

The old one also stands in {elsewhere}, yours to edit.</source>
        <translation>

旧密钥还存在于 {elsewhere}，需自行编辑。</translation>
    </message>
    <message>
        <source>Forget the old key of {whose}?</source>
        <translation>移除 {whose} 的旧密钥？</translation>
    </message>
    <message>
        <source>Forget the old key</source>
        <translation>移除旧密钥</translation>
    </message>
    <message>
        <source>A new Spark needs 3 to 4 minutes at its first start.</source>
        <translation>新的 Spark 首次启动需要 3 到 4 分钟。</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>身份</translation>
    </message>
    <message>
        <source>CPU, memory and GPU of this machine</source>
        <translation>本机的 CPU、内存和 GPU</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>since {when_text}</source>
        <translation>自 {when_text} 起</translation>
    </message>
    <message>
        <source>Routes, in this order: {named}</source>
        <translation>路径（按此顺序）：{named}</translation>
    </message>
    <message>
        <source>Trying again in {left} s.</source>
        <translation>{left} s 后重试。</translation>
    </message>
    <message>
        <source>Trying again now.</source>
        <translation>正在重试。</translation>
    </message>
    <message>
        <source>Host key</source>
        <translation>主机密钥</translation>
    </message>
    <message>
        <source>not seen yet</source>
        <translation>尚未见到</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>GPU driver</source>
        <translation>GPU 驱动</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即尝试</translation>
    </message>
    <message>
        <source>Show charts</source>
        <translation>显示图表</translation>
    </message>
    <message>
        <source>Edit this node</source>
        <translation>编辑此节点</translation>
    </message>
    <message>
        <source>Remove this node</source>
        <translation>移除此节点</translation>
    </message>
    <message>
        <source>Set up key access…</source>
        <translation>设置密钥访问…</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Forget the old key…</source>
        <translation>移除旧密钥…</translation>
    </message>
    <message>
        <source>Log of this connection</source>
        <translation>此连接的日志</translation>
    </message>
    <message>
        <source>What happens to this connection is written here.</source>
        <translation>此连接的动态记录在此。</translation>
    </message>
    <message>
        <source>Copy log</source>
        <translation>复制日志</translation>
    </message>
    <message>
        <source>You logged in with a password. Set up a key once, and you are not asked again.</source>
        <translation>本次使用密码登录。设置一次密钥后便不再询问。</translation>
    </message>
    <message>
        <source>Other routes and jump hosts</source>
        <translation>其他路径和跳板机</translation>
    </message>
    <message>
        <source>Add and connect</source>
        <translation>添加并连接</translation>
    </message>
    <message>
        <source>Add this route</source>
        <translation>添加此路径</translation>
    </message>
    <message>
        <source>Its name or address is enough to begin with.</source>
        <translation>只需名称或地址即可开始。</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>编辑 {name}</translation>
    </message>
    <message>
        <source>Add a node</source>
        <translation>添加节点</translation>
    </message>
    <message>
        <source>Add {name}</source>
        <translation>添加 {name}</translation>
    </message>
    <message>
        <source>“{typed}” is not a port.</source>
        <translation>“{typed}”不是端口。</translation>
    </message>
    <message>
        <source>Choose a private key</source>
        <translation>选择私钥</translation>
    </message>
    <message>
        <source>spark-1234.local, 192.168.1.20 or ssh://user@host:port</source>
        <translation>spark-1234.local、192.168.1.20 或 ssh://user@host:port</translation>
    </message>
    <message>
        <source>your agent and default keys</source>
        <translation>代理和默认密钥</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Your login on that machine.</source>
        <translation>该机器上的登录名。</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>What you call it. Empty: the address.</source>
        <translation>自定名称。留空则用地址。</translation>
    </message>
    <message>
        <source>Private key (optional)</source>
        <translation>私钥（可选）</translation>
    </message>
    <message>
        <source>A password is asked for only when no key is let in.</source>
        <translation>仅在没有密钥可用时才询问密码。</translation>
    </message>
    <message>
        <source>Jump hosts to this address (optional)</source>
        <translation>通往此地址的跳板机（可选）</translation>
    </message>
    <message>
        <source>As in ProxyJump: passed in this order, the key of each one is verified.</source>
        <translation>同 ProxyJump：按此顺序经过，逐一验证密钥。</translation>
    </message>
    <message>
        <source>Choose a private key file</source>
        <translation>选择私钥文件</translation>
    </message>
    <message>
        <source>{name} is on your tailnet, too: it can be reached away from home.</source>
        <translation>{name} 也在 tailnet 中：外出时也可访问。</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>已添加</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>{possible} of {every} hosts can be added.</source>
        <translation>{every} 个主机中 {possible} 个可添加。</translation>
    </message>
    <message>
        <source>No hosts were found in your SSH configuration or NVIDIA Sync.</source>
        <translation>在 SSH 配置和 NVIDIA Sync 中未找到主机。</translation>
    </message>
    <message>
        <source>Add {chosen} nodes</source>
        <translation>添加 {chosen} 个节点</translation>
    </message>
    <message>
        <source>Add 1 node</source>
        <translation>添加 1 个节点</translation>
    </message>
    <message>
        <source>Select none</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>It is saved now.</source>
        <translation>已保存。</translation>
    </message>
    <message>
        <source>1 node was</source>
        <translation>1 个节点</translation>
    </message>
    <message>
        <source>{added} nodes were</source>
        <translation>{added} 个节点</translation>
    </message>
    <message>
        <source>{nodes} added. Choose one in the list to connect to it.</source>
        <translation>已添加 {nodes}。在列表中选择一个进行连接。</translation>
    </message>
    <message>
        <source>Import nodes</source>
        <translation>导入节点</translation>
    </message>
    <message>
        <source>Hosts that can be imported</source>
        <translation>可导入的主机</translation>
    </message>
    <message>
        <source>What was skipped</source>
        <translation>已跳过的内容</translation>
    </message>
    <message>
        <source>From your SSH configuration and NVIDIA Sync. Nothing there is changed.</source>
        <translation>来自 SSH 配置和 NVIDIA Sync。不会更改其中内容。</translation>
    </message>
    <message>
        <source>{target} via {hosts}</source>
        <translation>{target} 经由 {hosts}</translation>
    </message>
    <message>
        <source>NVIDIA Sync</source>
        <translation>NVIDIA Sync</translation>
    </message>
    <message>
        <source>SSH config</source>
        <translation>SSH 配置</translation>
    </message>
    <message>
        <source>{step} failed</source>
        <translation>{step}失败</translation>
    </message>
    <message>
        <source>Disconnected.</source>
        <translation>已断开。</translation>
    </message>
    <message>
        <source>Connecting.</source>
        <translation>正在连接。</translation>
    </message>
    <message>
        <source>Connected: {address}.</source>
        <translation>已连接：{address}。</translation>
    </message>
    <message>
        <source>Stopped: {message}</source>
        <translation>已停止：{message}</translation>
    </message>
    <message>
        <source>Trying again: {message}</source>
        <translation>正在重试：{message}</translation>
    </message>
    <message>
        <source>Key access</source>
        <translation>密钥访问</translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation>吊销…</translation>
    </message>
    <message>
        <source>The key {identity_file} is offered first.</source>
        <translation>优先提供密钥 {identity_file}。</translation>
    </message>
    <message>
        <source>The keys of your agent and your default keys are offered. Connect to see what lets you in.</source>
        <translation>将提供代理中的密钥和默认密钥。连接后即可知道哪个被接受。</translation>
    </message>
    <message>
        <source>This computer&apos;s own key lets you in. This program installed it.</source>
        <translation>使用本机自己的密钥登录。它由本程序安装。</translation>
    </message>
    <message>
        <source>You logged in with your key {key}.</source>
        <translation>已使用密钥 {key} 登录。</translation>
    </message>
    <message>
        <source>You logged in with a password, {kept}.</source>
        <translation>已使用密码登录，{kept}。</translation>
    </message>
    <message>
        <source>You logged in with a password.</source>
        <translation>已使用密码登录。</translation>
    </message>
    <message>
        <source>You answered the machine&apos;s question ({answer}).</source>
        <translation>已回答机器的提问（{answer}）。</translation>
    </message>
    <message>
        <source>How you logged in is not known.</source>
        <translation>登录方式未知。</translation>
    </message>
    <message>
        <source>Whether this computer&apos;s key is let in is not known: {problem}</source>
        <translation>不清楚本机密钥是否被接受：{problem}</translation>
    </message>
    <message>
        <source>This computer has no key of its own yet.</source>
        <translation>本机尚无自己的密钥。</translation>
    </message>
    <message>
        <source>{file} has no line for the key {name}.</source>
        <translation>{file} 中没有密钥 {name} 的条目。</translation>
    </message>
    <message>
        <source>Let in by {file}, in a line that this program did not write.</source>
        <translation>由 {file} 放行，该行并非本程序写入。</translation>
    </message>
    <message>
        <source>Let in by {file}.</source>
        <translation>由 {file} 放行。</translation>
    </message>
    <message>
        <source>Set up key access</source>
        <translation>设置密钥访问</translation>
    </message>
    <message>
        <source>Set up key access for {name}</source>
        <translation>为 {name} 设置密钥访问</translation>
    </message>
    <message>
        <source>From then on this computer&apos;s key lets you in, and the password is not kept.</source>
        <translation>此后使用本机密钥登录，不保存密码。</translation>
    </message>
    <message>
        <source>Setting up…</source>
        <translation>正在设置…</translation>
    </message>
    <message>
        <source>Adding the key, then logging in with it to see that it works.</source>
        <translation>正在添加密钥，然后用它登录以验证。</translation>
    </message>
    <message>
        <source>It cannot be done from here.</source>
        <translation>无法从此处完成。</translation>
    </message>
    <message>
        <source>Key access works.</source>
        <translation>密钥访问可用。</translation>
    </message>
    <message>
        <source>{name} let the key in, and the password was forgotten. The change is in the audit log.</source>
        <translation>{name} 已接受密钥，密码已清除。此更改已记入审计日志。</translation>
    </message>
    <message>
        <source>made now</source>
        <translation>现在生成</translation>
    </message>
    <message>
        <source>Key on this computer</source>
        <translation>本机上的密钥</translation>
    </message>
    <message>
        <source>On {name}</source>
        <translation>在 {name} 上</translation>
    </message>
    <message>
        <source>{file} lets this key in already: nothing changes</source>
        <translation>{file} 已允许此密钥：无需更改</translation>
    </message>
    <message>
        <source>is made, with one line</source>
        <translation>将创建，含一行</translation>
    </message>
    <message>
        <source>gets one line</source>
        <translation>将增加一行</translation>
    </message>
    <message>
        <source>1 other key</source>
        <translation>1 个其他密钥</translation>
    </message>
    <message>
        <source>{other_keys} other keys</source>
        <translation>{other_keys} 个其他密钥</translation>
    </message>
    <message>
        <source>Stays as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>{keys} in that file</source>
        <translation>该文件中的 {keys}</translation>
    </message>
    <message>
        <source>Revoke key access to {name}?</source>
        <translation>吊销对 {name} 的密钥访问？</translation>
    </message>
    <message>
        <source>The line that this program added to {file} on {name} is taken out, and no other. This session stays open; to log in again you need the password or another key.

{fingerprint}</source>
        <translation>将移除本程序在 {name} 的 {file} 中添加的那一行，其余不变。此会话保持打开；再次登录需要密码或其他密钥。

{fingerprint}</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>吊销</translation>
    </message>
    <message>
        <source>{name} still lets this key in.</source>
        <translation>{name} 仍接受此密钥。</translation>
    </message>
    <message>
        <source>{remaining} lines of {file} were not written by this program.</source>
        <translation>{file} 中有 {remaining} 行并非本程序写入。</translation>
    </message>
    <message>
        <source>This computer&apos;s key was revoked on {name}.</source>
        <translation>已在 {name} 上吊销本机密钥。</translation>
    </message>
    <message>
        <source>Enter an address</source>
        <translation>输入地址</translation>
    </message>
    <message>
        <source>Show this computer&apos;s charts</source>
        <translation>显示本机图表</translation>
    </message>
    <message>
        <source>Connect your first DGX Spark</source>
        <translation>连接第一台 DGX Spark</translation>
    </message>
    <message>
        <source>Plug it in and it appears below. Nothing is installed on it.</source>
        <translation>接上后即显示在下方。不会在其上安装任何内容。</translation>
    </message>
    <message>
        <source>Not in the list?</source>
        <translation>列表中没有？</translation>
    </message>
    <message>
        <source>No Spark at hand? This computer is a node like any other.</source>
        <translation>手头没有 Spark？本机同样可作为节点。</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>终端</translation>
    </message>
    <message>
        <source>Open the system&apos;s terminal, logged in to this node</source>
        <translation>打开系统终端并登录此节点</translation>
    </message>
    <message>
        <source>Open in an editor</source>
        <translation>在编辑器中打开</translation>
    </message>
    <message>
        <source>Open in {name}</source>
        <translation>在 {name} 中打开</translation>
    </message>
    <message>
        <source>user@gate:22, inner</source>
        <translation>user@gate:22, inner</translation>
    </message>
    <message>
        <source>192.168.1.20 or spark.example.ts.net</source>
        <translation>192.168.1.20 或 spark.example.ts.net</translation>
    </message>
    <message>
        <source>Jump hosts</source>
        <translation>跳板机</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Try this route earlier</source>
        <translation>提前尝试此路径</translation>
    </message>
    <message>
        <source>Try this route later</source>
        <translation>推后尝试此路径</translation>
    </message>
    <message>
        <source>Remove this route</source>
        <translation>移除此路径</translation>
    </message>
    <message>
        <source>address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>jump hosts</source>
        <translation>跳板机</translation>
    </message>
    <message>
        <source>label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Route {number}: {what}</source>
        <translation>路径 {number}：{what}</translation>
    </message>
    <message>
        <source>try earlier</source>
        <translation>提前尝试</translation>
    </message>
    <message>
        <source>try later</source>
        <translation>推后尝试</translation>
    </message>
    <message>
        <source>remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>A route has no user of its own.</source>
        <translation>路径没有单独的用户。</translation>
    </message>
    <message>
        <source>It is the one entered above.</source>
        <translation>使用上方输入的用户。</translation>
    </message>
    <message>
        <source>Add a route</source>
        <translation>添加路径</translation>
    </message>
    <message>
        <source>Other ways to reach it</source>
        <translation>其他访问路径</translation>
    </message>
    <message>
        <source>Tried in this order when the address above does not answer.</source>
        <translation>上方地址没有响应时，按此顺序尝试。</translation>
    </message>
    <message>
        <source>Try this route first</source>
        <translation>首先尝试此路径</translation>
    </message>
    <message>
        <source>Import from your SSH configuration or NVIDIA Sync</source>
        <translation>从 SSH 配置或 NVIDIA Sync 导入</translation>
    </message>
    <message>
        <source>Data sources</source>
        <translation>数据来源</translation>
    </message>
    <message>
        <source>Change what this node is asked</source>
        <translation>更改向此节点查询的内容</translation>
    </message>
    <message>
        <source>, last {duration} ago</source>
        <translation>，上次为 {duration} 前</translation>
    </message>
    <message>
        <source>They are known while the node is connected.</source>
        <translation>节点连接后才能获知。</translation>
    </message>
    <message>
        <source>1 more place</source>
        <translation>另 1 处</translation>
    </message>
    <message>
        <source>{absent} more places</source>
        <translation>另 {absent} 处</translation>
    </message>
    <message>
        <source>{places} looked at, nothing there.</source>
        <translation>已查看{places}，没有内容。</translation>
    </message>
    <message>
        <source>The node itself is always read over its SSH session. What it does not know can come from servers that it reaches: nothing is installed, and nothing listens on this computer.</source>
        <translation>节点本身始终通过其 SSH 会话读取。它不掌握的信息可来自它能访问的服务器：无需安装任何内容，本机也不监听任何端口。</translation>
    </message>
    <message>
        <source>Ports of the node, with commas between them.</source>
        <translation>节点的端口，以逗号分隔。</translation>
    </message>
    <message>
        <source>Data sources of {name}</source>
        <translation>{name} 的数据来源</translation>
    </message>
    <message>
        <source>Find exporters and engines on their usual ports</source>
        <translation>在常用端口上查找 exporter 和引擎</translation>
    </message>
    <message>
        <source>Prometheus</source>
        <translation>Prometheus</translation>
    </message>
    <message>
        <source>As the node reaches it. It also fills the history of the last 30 days.</source>
        <translation>节点访问它所用的地址。它还会补全最近 30 天的历史。</translation>
    </message>
    <message>
        <source>The node is called there</source>
        <translation>节点在其中的名称</translation>
    </message>
    <message>
        <source>spark-01:9100 or instance=~&quot;spark-01.*&quot;</source>
        <translation>spark-01:9100 或 instance=~&quot;spark-01.*&quot;</translation>
    </message>
    <message>
        <source>The value of its label “instance”, or label matchers.</source>
        <translation>其标签“instance”的值，或标签匹配器。</translation>
    </message>
    <message>
        <source>More inference engines</source>
        <translation>更多推理引擎</translation>
    </message>
    <message>
        <source>More DCGM exporters</source>
        <translation>更多 DCGM exporter</translation>
    </message>
    <message>
        <source>More node exporters</source>
        <translation>更多 node exporter</translation>
    </message>
    <message>
        <source>Account of the DGX Dashboard</source>
        <translation>DGX Dashboard 账户</translation>
    </message>
    <message>
        <source>Optional: a further opinion on the GPU. Empty: it is not asked.</source>
        <translation>可选：GPU 信息的另一来源。留空则不查询。</translation>
    </message>
    <message>
        <source>Its password</source>
        <translation>其密码</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>未更改</translation>
    </message>
    <message>
        <source>Keep the password in this system&apos;s keyring</source>
        <translation>将密码保存到本系统的密钥环</translation>
    </message>
    <message>
        <source>“{wrong}” is not a port.</source>
        <translation>“{wrong}”不是端口。</translation>
    </message>
    <message>
        <source>“{wrong}” is not a port (1 to 65535).</source>
        <translation>“{wrong}”不是端口（1 到 65535）。</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>容器</translation>
    </message>
    <message>
        <source>What runs in containers: start, stop, logs, shell, images, volumes and networks</source>
        <translation>容器中的运行内容：启动、停止、日志、Shell、镜像、卷和网络</translation>
    </message>
    <message>
        <source>Run a container</source>
        <translation>运行容器</translation>
    </message>
    <message>
        <source>Ask the node anew</source>
        <translation>重新查询节点</translation>
    </message>
    <message>
        <source>Go to the details of the container</source>
        <translation>转到容器详情</translation>
    </message>
    <message>
        <source>Give the details all the room, and back</source>
        <translation>最大化或还原详情</translation>
    </message>
    <message>
        <source>Start or stop what is chosen</source>
        <translation>启动或停止所选项</translation>
    </message>
    <message>
        <source>Open the container&apos;s page in the browser</source>
        <translation>在浏览器中打开容器的页面</translation>
    </message>
    <message>
        <source>Rename the container</source>
        <translation>重命名容器</translation>
    </message>
    <message>
        <source>Remove what is chosen</source>
        <translation>移除所选项</translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Copy names</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Fold and unfold a compose project</source>
        <translation>展开和折叠 compose 项目</translation>
    </message>
    <message>
        <source>Take the search away, then the choice</source>
        <translation>先清除搜索，再取消选择</translation>
    </message>
    <message>
        <source>Add {user} to the group {group}?</source>
        <translation>将 {user} 加入组 {group}？</translation>
    </message>
    <message>
        <source>Add and connect again</source>
        <translation>加入并重新连接</translation>
    </message>
    <message>
        <source>{user} may use Docker on {name}.</source>
        <translation>{user} 可在 {name} 上使用 Docker。</translation>
    </message>
    <message>
        <source>Enter this on {name} yourself, as somebody who may use sudo:

{command}

Then disconnect and connect again: the group counts from the next login on.</source>
        <translation>请在 {name} 上以有权使用 sudo 的用户自行输入：

{command}

然后断开并重新连接：组从下次登录起生效。</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>The command was copied.</source>
        <translation>命令已复制。</translation>
    </message>
    <message>
        <source>{name} is not connected.</source>
        <translation>{name} 未连接。</translation>
    </message>
    <message>
        <source>Connect first.</source>
        <translation>请先连接。</translation>
    </message>
    <message>
        <source>On {node} this runs: {command}

Whoever is in the group {group} can become root on {node}: a container may see all of its files. Do it only if this account may have that right.

sudo must not ask for a password. The session is closed and opened again, because groups are given at login; commands, tunnels and logs over it are interrupted. The audit log notes it.</source>
        <translation>将在 {node} 上运行：{command}

组 {group} 的成员可在 {node} 上成为 root：容器可访问其全部文件。仅当此账户可拥有该权限时才这样做。

sudo 不得要求密码。会话将关闭并重新打开，因为组在登录时授予；其上的命令、隧道和日志会中断。审计日志会记录此操作。</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Download into</source>
        <translation>下载到</translation>
    </message>
    <message>
        <source>Downloading {shown} of {name}</source>
        <translation>正在从 {name} 下载 {shown}</translation>
    </message>
    <message>
        <source>to {target}</source>
        <translation>到 {target}</translation>
    </message>
    <message>
        <source>Upload into {folder}</source>
        <translation>上传到 {folder}</translation>
    </message>
    <message>
        <source>Replace files in {name}?</source>
        <translation>替换 {name} 中的文件？</translation>
    </message>
    <message>
        <source>In {folder} there is already: {names}. A file is lost when another takes its name; a folder is kept, and files of the same names in it are lost.</source>
        <translation>{folder} 中已有：{names}。同名文件会被覆盖；文件夹保留，但其中的同名文件会被覆盖。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Uploading {file} to {name}</source>
        <translation>正在将 {file} 上传到 {name}</translation>
    </message>
    <message>
        <source>into {folder}</source>
        <translation>到 {folder}</translation>
    </message>
    <message>
        <source>What had come so far is in the container, and may be half of a file.</source>
        <translation>已传输的内容在容器中，可能只是半个文件。</translation>
    </message>
    <message>
        <source>{title} was not finished.</source>
        <translation>未完成：{title}。</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{left_out} left out: links that lead elsewhere, devices and the like.</source>
        <translation>已略过 {left_out} 个：指向别处的链接、设备等。</translation>
    </message>
    <message>
        <source>{renamed} renamed: this computer cannot have their names.</source>
        <translation>已重命名 {renamed} 个：本机不支持其名称。</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>复制任务</translation>
    </message>
    <message>
        <source>Reveal {key}</source>
        <translation>显示 {key}</translation>
    </message>
    <message>
        <source>Hide {key}</source>
        <translation>隐藏 {key}</translation>
    </message>
    <message>
        <source>hidden</source>
        <comment>a value</comment>
        <translation>已隐藏</translation>
    </message>
    <message>
        <source>empty</source>
        <comment>a value</comment>
        <translation>空</translation>
    </message>
    <message>
        <source>{more} more: see Inspect</source>
        <translation>还有 {more} 个：见“检查”</translation>
    </message>
    <message>
        <source>It was not asked: there are very many names, or it is gone</source>
        <translation>未查询：名称过多，或已不存在</translation>
    </message>
    <message>
        <source>A link to {target}</source>
        <translation>指向 {target} 的链接</translation>
    </message>
    <message>
        <source>A link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Folder above (Backspace)</source>
        <translation>上级文件夹 (Backspace)</translation>
    </message>
    <message>
        <source>Folder of the container</source>
        <translation>容器的文件夹</translation>
    </message>
    <message>
        <source>Look again (F5)</source>
        <translation>刷新 (F5)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
    <message>
        <source>Looking at {path}…</source>
        <translation>正在查看 {path}…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Choose what shall be downloaded.</source>
        <translation>请选择要下载的内容。</translation>
    </message>
    <message>
        <source>The path was copied.</source>
        <translation>路径已复制。</translation>
    </message>
    <message>
        <source>It is empty: drop files here, or use Upload</source>
        <translation>空文件夹：将文件拖到此处，或使用“上传”</translation>
    </message>
    <message>
        <source>{shown} of {count_words}</source>
        <translation>{shown} / {count_words}</translation>
    </message>
    <message>
        <source>This folder cannot be shown</source>
        <translation>无法显示此文件夹</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>树形</translation>
    </message>
    <message>
        <source>Search keys and values</source>
        <translation>搜索键和值</translation>
    </message>
    <message>
        <source>Show secrets</source>
        <translation>显示敏感信息</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>复制值</translation>
    </message>
    <message>
        <source>Looking at it</source>
        <translation>正在查看</translation>
    </message>
    <message>
        <source>The engine is asked what it knows.</source>
        <translation>正在向引擎查询信息。</translation>
    </message>
    <message>
        <source>It could not be looked at</source>
        <translation>无法查看</translation>
    </message>
    <message>
        <source>Copy JSON</source>
        <translation>复制 JSON</translation>
    </message>
    <message>
        <source>The JSON was copied.</source>
        <translation>已复制 JSON。</translation>
    </message>
    <message>
        <source>The value was copied.</source>
        <translation>已复制该值。</translation>
    </message>
    <message>
        <source>Choose a row first.</source>
        <translation>请先选择一行。</translation>
    </message>
    <message>
        <source>The {what} was copied.</source>
        <translation>已复制：{what}。</translation>
    </message>
    <message>
        <source>What the engine tells, as a tree</source>
        <translation>引擎返回的信息（树形）</translation>
    </message>
    <message>
        <source>What the engine tells, as JSON</source>
        <translation>引擎返回的信息（JSON）</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Key</source>
        <comment>of JSON</comment>
        <translation>键</translation>
    </message>
    <message numerus="yes">
        <source>%n values</source>
        <comment>%n value</comment>
        <translation>
            <numerusform>%n 个值</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the log of {name}</source>
        <translation>保存 {name} 的日志</translation>
    </message>
    <message>
        <source>Log (*.log);;All files (*)</source>
        <translation>日志 (*.log);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Saving the log of {name}</source>
        <translation>正在保存 {name} 的日志</translation>
    </message>
    <message>
        <source>Nothing of the log is kept then.</source>
        <translation>则不保留日志的任何内容。</translation>
    </message>
    <message>
        <source>The log was saved.</source>
        <translation>日志已保存。</translation>
    </message>
    <message>
        <source>Save the whole log</source>
        <translation>保存完整日志</translation>
    </message>
    <message>
        <source>More of this log</source>
        <translation>此日志的更多操作</translation>
    </message>
    <message>
        <source>The log has ended: its container was removed</source>
        <translation>日志已结束：其容器已移除</translation>
    </message>
    <message>
        <source>Loading older lines …</source>
        <translation>正在加载更早的行 …</translation>
    </message>
    <message>
        <source>The log begins here.</source>
        <translation>日志从这里开始。</translation>
    </message>
    <message>
        <source>Show beside it</source>
        <translation>并排显示</translation>
    </message>
    <message>
        <source>Save the whole log …</source>
        <translation>保存完整日志 …</translation>
    </message>
    <message>
        <source>Save it with times …</source>
        <translation>连同时间保存 …</translation>
    </message>
    <message>
        <source>host: it has the node&apos;s own network</source>
        <translation>host：使用节点自身的网络</translation>
    </message>
    <message>
        <source>none: it has no network</source>
        <translation>none：没有网络</translation>
    </message>
    <message>
        <source>Started with</source>
        <translation>启动参数</translation>
    </message>
    <message>
        <source>May take</source>
        <translation>资源限制</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Mounts</source>
        <translation>挂载</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Image id</source>
        <translation>镜像 ID</translation>
    </message>
    <message>
        <source>image id</source>
        <translation>镜像 ID</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>root (the image names none)</source>
        <translation>root（镜像未指定）</translation>
    </message>
    <message>
        <source>Restart policy</source>
        <translation>重启策略</translation>
    </message>
    <message>
        <source>Open {target} in Files</source>
        <translation>在“文件”中打开 {target}</translation>
    </message>
    <message>
        <source>Copy {what}</source>
        <translation>复制 {what}</translation>
    </message>
    <message>
        <source>Copied: {what}</source>
        <translation>已复制：{what}</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>健康状况</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>启动时间</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>Exit code</source>
        <translation>退出码</translation>
    </message>
    <message>
        <source>Out of memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>The kernel ended a process of it</source>
        <translation>内核结束了其中一个进程</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重启次数</translation>
    </message>
    <message>
        <source>all cores</source>
        <translation>所有核心</translation>
    </message>
    <message>
        <source>{cores:g} cores</source>
        <translation>{cores:g} 核</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>无限制</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>{memory}; GPU memory is never limited</source>
        <translation>{memory}；显存从不受限</translation>
    </message>
    <message>
        <source>Shared memory</source>
        <translation>共享内存</translation>
    </message>
    <message>
        <source>Privileged</source>
        <translation>特权</translation>
    </message>
    <message>
        <source>yes: its root is root of the node</source>
        <translation>是：其 root 即节点的 root</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>no address while it does not run</source>
        <translation>未运行时没有地址</translation>
    </message>
    <message>
        <source>Hostname</source>
        <translation>主机名</translation>
    </message>
    <message>
        <source>not published</source>
        <translation>未发布</translation>
    </message>
    <message>
        <source>port {host_port} of the node, open to its network</source>
        <translation>节点的端口 {host_port}，对其网络开放</translation>
    </message>
    <message>
        <source>{host_ip}:{host_port} of the node</source>
        <translation>节点的 {host_ip}:{host_port}</translation>
    </message>
    <message>
        <source>unnamed volume</source>
        <translation>未命名的卷</translation>
    </message>
    <message>
        <source>volume {volume}</source>
        <translation>卷 {volume}</translation>
    </message>
    <message>
        <source>{source} (read only)</source>
        <translation>{source}（只读）</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从未</translation>
    </message>
    <message>
        <source>Container details</source>
        <translation>容器详情</translation>
    </message>
    <message>
        <source>Copy the container&apos;s id</source>
        <translation>复制容器 ID</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>No container is chosen</source>
        <translation>未选择容器</translation>
    </message>
    <message>
        <source>Choose one to see its logs, its files, what it takes and how it was started.</source>
        <translation>选择一个容器，查看其日志、文件、资源占用和启动方式。</translation>
    </message>
    <message>
        <source>The container&apos;s id was copied.</source>
        <translation>容器 ID 已复制。</translation>
    </message>
    <message>
        <source>On average since it started: samples tell of the busiest processes of the node alone</source>
        <translation>自启动以来的平均值：采样仅包含节点上最繁忙的进程</translation>
    </message>
    <message>
        <source>the node has not been read yet</source>
        <translation>尚未读取该节点</translation>
    </message>
    <message>
        <source>the driver does not tell it</source>
        <translation>驱动未提供</translation>
    </message>
    <message>
        <source>{cores} avg</source>
        <translation>平均 {cores}</translation>
    </message>
    <message>
        <source>ps does not tell it</source>
        <translation>ps 未提供</translation>
    </message>
    <message>
        <source>It is not on the GPU</source>
        <translation>不在 GPU 上</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>CPU memory</source>
        <translation>CPU 内存</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>Filter processes</source>
        <translation>筛选进程</translation>
    </message>
    <message>
        <source>The commands were copied.</source>
        <translation>命令已复制。</translation>
    </message>
    <message>
        <source>Its processes cannot be listed</source>
        <translation>无法列出其进程</translation>
    </message>
    <message>
        <source>It does not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>Its processes are listed here while it runs.</source>
        <translation>运行时在此列出其进程。</translation>
    </message>
    <message>
        <source>Looking at its processes</source>
        <translation>正在查看其进程</translation>
    </message>
    <message>
        <source>They are asked for every three seconds.</source>
        <translation>每三秒查询一次。</translation>
    </message>
    <message>
        <source>bash, else sh</source>
        <translation>bash，否则 sh</translation>
    </message>
    <message>
        <source>the container&apos;s</source>
        <translation>容器默认</translation>
    </message>
    <message>
        <source>Open a shell</source>
        <translation>打开 Shell</translation>
    </message>
    <message>
        <source>A quotation mark is not closed.</source>
        <translation>引号未闭合。</translation>
    </message>
    <message>
        <source>is paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Its processes are frozen.</source>
        <translation>其进程已冻结。</translation>
    </message>
    <message>
        <source>Let it go on</source>
        <translation>恢复运行</translation>
    </message>
    <message>
        <source>is restarting</source>
        <translation>正在重启</translation>
    </message>
    <message>
        <source>A shell can be opened once it runs.</source>
        <translation>运行后即可打开 Shell。</translation>
    </message>
    <message>
        <source>is removed</source>
        <translation>正在移除</translation>
    </message>
    <message>
        <source>Its files are gone or about to be.</source>
        <translation>其文件已消失或即将消失。</translation>
    </message>
    <message>
        <source>cannot run any more</source>
        <translation>已无法运行</translation>
    </message>
    <message>
        <source>Docker could not remove it whole.</source>
        <translation>Docker 未能将其完全移除。</translation>
    </message>
    <message>
        <source>does not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>A shell needs a container that runs.</source>
        <translation>Shell 需要正在运行的容器。</translation>
    </message>
    <message>
        <source>Start it</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Shell in {name}</source>
        <translation>{name} 中的 Shell</translation>
    </message>
    <message>
        <source>Other command…</source>
        <translation>其他命令…</translation>
    </message>
    <message>
        <source>two looks are needed to tell</source>
        <translation>需要两次查询才能得出</translation>
    </message>
    <message>
        <source>it has no network</source>
        <translation>没有网络</translation>
    </message>
    <message>
        <source>it shares the node&apos;s network, where it is not told apart</source>
        <translation>与节点共享网络，无法单独区分</translation>
    </message>
    <message>
        <source>Docker does not count it</source>
        <translation>Docker 未统计</translation>
    </message>
    <message>
        <source>CPU side</source>
        <translation>CPU 侧</translation>
    </message>
    <message>
        <source>GPU side</source>
        <translation>GPU 侧</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>写入</translation>
    </message>
    <message numerus="yes">
        <source>of %n cores</source>
        <comment>of %n core</comment>
        <translation>
            <numerusform>共 %n 核</numerusform>
        </translation>
    </message>
    <message>
        <source>CPU side ≤ {memory}</source>
        <translation>CPU 侧 ≤ {memory}</translation>
    </message>
    <message>
        <source>GPU side n/a: {reasons}</source>
        <translation>GPU 侧不可用：{reasons}</translation>
    </message>
    <message>
        <source>nobody looked</source>
        <translation>无人查看</translation>
    </message>
    <message>
        <source>it did not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>Waiting for the first numbers</source>
        <translation>等待首批数值</translation>
    </message>
    <message>
        <source>They come every two seconds while this is looked at.</source>
        <translation>查看期间每两秒更新一次。</translation>
    </message>
    <message>
        <source>What it takes is drawn here while it runs.</source>
        <translation>运行时在此绘制其资源占用。</translation>
    </message>
    <message>
        <source>Its health check has not passed yet</source>
        <translation>其健康检查尚未通过</translation>
    </message>
    <message>
        <source>Its health check passes</source>
        <translation>其健康检查通过</translation>
    </message>
    <message>
        <source>Its health check fails</source>
        <translation>其健康检查失败</translation>
    </message>
    <message>
        <source>Ended by the kernel, out of memory</source>
        <translation>内存不足，被内核结束</translation>
    </message>
    <message>
        <source>It never ran</source>
        <translation>从未运行</translation>
    </message>
    <message>
        <source>ended by signal {signal}</source>
        <translation>被信号 {signal} 结束</translation>
    </message>
    <message>
        <source>it stays ended</source>
        <translation>结束后不再启动</translation>
    </message>
    <message>
        <source>starts again whenever it ends, and with the node</source>
        <translation>结束后总会重启，并随节点启动</translation>
    </message>
    <message>
        <source>starts again whenever it ends, and with the node, unless it was stopped</source>
        <translation>结束后总会重启，并随节点启动，除非被停止</translation>
    </message>
    <message>
        <source>starts again after a failure</source>
        <translation>失败后重启</translation>
    </message>
    <message>
        <source>Docker could not start it</source>
        <translation>Docker 无法启动它</translation>
    </message>
    <message>
        <source>its command cannot be run</source>
        <translation>其命令无法运行</translation>
    </message>
    <message>
        <source>its command was not found</source>
        <translation>未找到其命令</translation>
    </message>
    <message>
        <source>Give space back</source>
        <translation>释放空间</translation>
    </message>
    <message>
        <source>Remove them</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Removed is what is listed here and nothing else: what is made or comes into use meanwhile stays.</source>
        <translation>仅移除此处列出的内容：期间新建或开始使用的内容保留。</translation>
    </message>
    <message>
        <source>What is removed</source>
        <translation>将移除的内容</translation>
    </message>
    <message>
        <source>Give space back on {name}</source>
        <translation>释放 {name} 上的空间</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove {many} things</source>
        <translation>移除 {many} 项</translation>
    </message>
    <message>
        <source>Containers that do not run</source>
        <translation>未运行的容器</translation>
    </message>
    <message>
        <source>Networks that nobody is in</source>
        <translation>无人使用的网络</translation>
    </message>
    <message>
        <source>Unused volumes without a name</source>
        <translation>未使用的匿名卷</translation>
    </message>
    <message>
        <source>Unused volumes with a name</source>
        <translation>未使用的命名卷</translation>
    </message>
    <message>
        <source>Images without a name</source>
        <translation>无名镜像</translation>
    </message>
    <message>
        <source>Images that no container uses</source>
        <translation>没有容器使用的镜像</translation>
    </message>
    <message>
        <source>Build cache</source>
        <translation>构建缓存</translation>
    </message>
    <message>
        <source>Logs and files outside volumes are lost. Those kept for an undo stay.</source>
        <translation>日志和卷以外的文件将丢失。为撤销而保留的容器不受影响。</translation>
    </message>
    <message>
        <source>Nothing is lost; compose makes its own again.</source>
        <translation>不会丢失任何内容；compose 会重新创建自己的网络。</translation>
    </message>
    <message>
        <source>Their files are lost for good: nobody named them, they may matter.</source>
        <translation>其文件将永久丢失：虽未命名，但可能很重要。</translation>
    </message>
    <message>
        <source>Their files are lost for good: models, databases, settings.</source>
        <translation>其文件将永久丢失：模型、数据库、设置。</translation>
    </message>
    <message>
        <source>Older states of images; a tag has moved on to a newer one.</source>
        <translation>镜像的旧版本；标签已指向较新的版本。</translation>
    </message>
    <message>
        <source>Pulled or built again when needed; what was built here may not be.</source>
        <translation>需要时会重新拉取或构建；在此构建的镜像则未必。</translation>
    </message>
    <message>
        <source>The next build takes longer. What an image has, too, stays with it.</source>
        <translation>下次构建耗时更长。镜像也包含的内容会随镜像保留。</translation>
    </message>
    <message>
        <source>{items} · size not known</source>
        <translation>{items} · 大小未知</translation>
    </message>
    <message>
        <source>Nothing is chosen that could go.</source>
        <translation>未选择任何可移除的内容。</translation>
    </message>
    <message numerus="yes">
        <source>%n things go</source>
        <comment>%n thing goes</comment>
        <translation>
            <numerusform>将移除 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>{things}, {amount} come back.</source>
        <translation>{things}，释放 {amount}。</translation>
    </message>
    <message>
        <source>{things}; how much that frees is not known.</source>
        <translation>{things}；释放量未知。</translation>
    </message>
    <message>
        <source>an unknown amount</source>
        <translation>未知大小</translation>
    </message>
    <message numerus="yes">
        <source>{freed} freed: %n things removed.</source>
        <comment>{freed} freed: %n thing removed.</comment>
        <translation>
            <numerusform>已释放 {freed}：移除了 %n 项。</numerusform>
        </translation>
    </message>
    <message>
        <source>{many} stayed: used, or changed since. The details say why.</source>
        <translation>{many} 项保留：在使用中或已更改。原因见详情。</translation>
    </message>
    <message>
        <source>What is removed by then stays removed; the rest stays.</source>
        <translation>已移除的不再恢复；其余保留。</translation>
    </message>
    <message>
        <source>Docker takes no space</source>
        <translation>Docker 未占用空间</translation>
    </message>
    <message>
        <source>There is no image, container or volume yet.</source>
        <translation>还没有镜像、容器或卷。</translation>
    </message>
    <message>
        <source>Give space back…</source>
        <translation>释放空间…</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>Giving space back on {name}</source>
        <translation>正在释放 {name} 上的空间</translation>
    </message>
    <message>
        <source>{done} of {total}: {name}</source>
        <translation>{done} / {total}：{name}</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Volumes</source>
        <translation>卷</translation>
    </message>
    <message>
        <source>Layers that several images share are counted once.</source>
        <translation>多个镜像共享的层只计一次。</translation>
    </message>
    <message>
        <source>Files that containers wrote, beside their image, volumes and logs.</source>
        <translation>容器写入的文件，不含其镜像、卷和日志。</translation>
    </message>
    <message>
        <source>As far as their drivers tell their size.</source>
        <translation>以其驱动报告的大小为准。</translation>
    </message>
    <message>
        <source>Steps of builds that no image has.</source>
        <translation>不属于任何镜像的构建步骤。</translation>
    </message>
    <message>
        <source>Everything else on the same file system, and what it keeps back for root.</source>
        <translation>同一文件系统上的其他内容，以及为 root 预留的空间。</translation>
    </message>
    <message>
        <source>Other files</source>
        <translation>其他文件</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Free space of {path}: n/a. {why}</source>
        <translation>{path} 的可用空间：不可用。{why}</translation>
    </message>
    <message>
        <source>the data root</source>
        <translation>数据根目录</translation>
    </message>
    <message>
        <source>{disk_size} free of {total} at {path}</source>
        <translation>{path}：{total} 中 {disk_size} 可用</translation>
    </message>
    <message>
        <source>{active} of {count} in use</source>
        <translation>{count} 个中 {active} 个在使用</translation>
    </message>
    <message>
        <source> · {disk_size} reclaimable</source>
        <translation> · 可回收 {disk_size}</translation>
    </message>
    <message>
        <source>{name} (no tag)</source>
        <translation>{name}（无标签）</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>{name} (unnamed)</source>
        <translation>{name}（未命名）</translation>
    </message>
    <message>
        <source>a build</source>
        <translation>构建</translation>
    </message>
    <message>
        <source>an image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Search disk use</source>
        <translation>搜索磁盘使用</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Docker does not tell it.</source>
        <translation>Docker 未提供。</translation>
    </message>
    <message>
        <source>Its own</source>
        <translation>独占</translation>
    </message>
    <message>
        <source>What removing it alone frees: the rest is shared with others.</source>
        <translation>单独移除它可释放的空间：其余部分与其他项共享。</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>使用者</translation>
    </message>
    <message>
        <source>Nothing is open to the network</source>
        <translation>没有对网络开放的端口</translation>
    </message>
    <message>
        <source>No container that runs listens where other machines reach it. Ports on 127.0.0.1 are reached by a tunnel.</source>
        <translation>运行中的容器均未在其他机器可访问处监听。127.0.0.1 上的端口可通过隧道访问。</translation>
    </message>
    <message>
        <source>asking each port…</source>
        <translation>正在查询各端口…</translation>
    </message>
    <message>
        <source>looked at {clock}</source>
        <translation>查看于 {clock}</translation>
    </message>
    <message>
        <source>Details of the port</source>
        <translation>端口详情</translation>
    </message>
    <message>
        <source>Recreate on 127.0.0.1…</source>
        <translation>在 127.0.0.1 上重建…</translation>
    </message>
    <message>
        <source>Open to everyone</source>
        <translation>对所有人开放</translation>
    </message>
    <message>
        <source>Asks for a key</source>
        <translation>需要密钥</translation>
    </message>
    <message>
        <source>First page open</source>
        <translation>首页开放</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>the node&apos;s network</source>
        <translation>节点的网络</translation>
    </message>
    <message>
        <source>The container uses the node&apos;s network itself (--network host).</source>
        <translation>容器直接使用节点的网络 (--network host)。</translation>
    </message>
    <message>
        <source>On {addresses}</source>
        <translation>位于 {addresses}</translation>
    </message>
    <message>
        <source>It uses the node&apos;s network itself (--network host).</source>
        <translation>它直接使用节点的网络 (--network host)。</translation>
    </message>
    <message>
        <source>Its command or image names this port; this account cannot see the process.</source>
        <translation>其命令或镜像指定了此端口；此账户无法查看该进程。</translation>
    </message>
    <message numerus="yes">
        <source>%n running containers</source>
        <comment>%n running container</comment>
        <translation>
            <numerusform>%n 个运行中的容器</numerusform>
        </translation>
    </message>
    <message>
        <source>The network reaches none of {ran}.</source>
        <translation>网络无法访问任何容器（{ran}）。</translation>
    </message>
    <message numerus="yes">
        <source>%n ports</source>
        <comment>%n port</comment>
        <translation>
            <numerusform>%n 个端口</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of {ports} that the network reaches answer anybody.</source>
        <comment>%n of {ports} that the network reaches answers anybody.</comment>
        <translation>
            <numerusform>网络可访问的 {ports}中，%n 个对任何人都有响应。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The network reaches %n ports; whether they ask for a key is not known.</source>
        <comment>The network reaches %n port; whether it asks for a key is not known.</comment>
        <translation>
            <numerusform>网络可访问 %n 个端口；是否需要密钥未知。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The network reaches {ports}; of %n it is not known whether they ask for a key.</source>
        <comment>The network reaches {ports}; of %n it is not known whether it asks for a key.</comment>
        <translation>
            <numerusform>网络可访问 {ports}；其中 %n 个是否需要密钥未知。</numerusform>
        </translation>
    </message>
    <message>
        <source>Search exposure</source>
        <translation>搜索网络暴露</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>The network reaches {ports}, and each asks for a key.</source>
        <translation>网络可访问 {ports}，均需要密钥。</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>网络暴露</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>容器</translation>
    </message>
    <message>
        <source>Listens on</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>For strangers</source>
        <translation>对陌生人</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>What a stranger gets</source>
        <translation>陌生人可得到的内容</translation>
    </message>
    <message>
        <source>A secret is kept in this system&apos;s keyring and goes with a single request to the registry. It is never written to a file, here or on the node.</source>
        <translation>机密保存在本系统的密钥环中，仅随单次请求发送给镜像仓库，绝不写入文件，无论在本机还是节点上。</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s registry: the user is {user}, for everybody, and the password is an API key, made at ngc.nvidia.com under Setup.</source>
        <translation>NVIDIA 的镜像仓库：所有人的用户名都是 {user}，密码是在 ngc.nvidia.com 的 Setup 中创建的 API 密钥。</translation>
    </message>
    <message>
        <source>A password, or better an access token with no more than the right to read.</source>
        <translation>密码，最好是仅有读取权限的访问令牌。</translation>
    </message>
    <message>
        <source>Add account</source>
        <translation>添加账户</translation>
    </message>
    <message>
        <source>Add without asking</source>
        <translation>不验证直接添加</translation>
    </message>
    <message>
        <source>Registry accounts</source>
        <translation>镜像仓库账户</translation>
    </message>
    <message>
        <source>Who is it that the registry knows?</source>
        <translation>镜像仓库中的用户名是什么？</translation>
    </message>
    <message>
        <source>Without a password or token nobody is let in.</source>
        <translation>没有密码或令牌无法登录。</translation>
    </message>
    <message>
        <source>The account of {server} is known until you quit only.</source>
        <translation>{server} 的账户仅保留到退出程序。</translation>
    </message>
    <message>
        <source>The account of {server} was added.</source>
        <translation>已添加 {server} 的账户。</translation>
    </message>
    <message>
        <source>Remove the account of {server}?</source>
        <translation>移除 {server} 的账户？</translation>
    </message>
    <message>
        <source>The secret of {user} is removed from this computer too. Images of {server} that need an account cannot be pulled until one is added again.</source>
        <translation>{user} 的机密也会从本机移除。{server} 上需要账户的镜像在重新添加账户前无法拉取。</translation>
    </message>
    <message>
        <source>No account yet: public images need none.</source>
        <translation>尚无账户：公共镜像不需要账户。</translation>
    </message>
    <message>
        <source>in the keyring</source>
        <translation>在密钥环中</translation>
    </message>
    <message>
        <source>until you quit</source>
        <translation>保留到退出</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Remove the account of {server}</source>
        <translation>移除 {server} 的账户</translation>
    </message>
    <message>
        <source>nvcr.io, ghcr.io, docker.io, 10.0.0.5:5000</source>
        <translation>nvcr.io, ghcr.io, docker.io, 10.0.0.5:5000</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>镜像仓库</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>密码或令牌</translation>
    </message>
    <message>
        <source>The registry could not be asked whether it knows this account</source>
        <translation>无法向镜像仓库验证此账户</translation>
    </message>
    <message>
        <source>Add an account</source>
        <translation>添加账户</translation>
    </message>
    <message>
        <source>Asking the registry…</source>
        <translation>正在查询镜像仓库…</translation>
    </message>
    <message>
        <source>{name} was removed.</source>
        <translation>已移除 {name}。</translation>
    </message>
    <message>
        <source>{images} images were removed.</source>
        <translation>已移除 {images} 个镜像。</translation>
    </message>
    <message>
        <source>None of {asked} images has a newer version.</source>
        <translation>{asked} 个镜像均无更新版本。</translation>
    </message>
    <message numerus="yes">
        <source>%n of {asked} images have a newer version.</source>
        <comment>%n of {asked} images has a newer version.</comment>
        <translation>
            <numerusform>{asked} 个镜像中有 %n 个有更新版本。</numerusform>
        </translation>
    </message>
    <message>
        <source>{text} For {unknown} it cannot be said.</source>
        <translation>{text}另有 {unknown} 个无法判断。</translation>
    </message>
    <message>
        <source>Image details</source>
        <translation>镜像详情</translation>
    </message>
    <message>
        <source>{rows} images, {size}</source>
        <translation>{rows} 个镜像，{size}</translation>
    </message>
    <message>
        <source>Pull the newer ones</source>
        <translation>拉取更新版本</translation>
    </message>
    <message>
        <source>Newer there</source>
        <translation>有更新版本</translation>
    </message>
    <message>
        <source>No name</source>
        <translation>无名称</translation>
    </message>
    <message>
        <source>none: a newer image took it</source>
        <translation>无：已被更新的镜像占用</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>none: never pulled nor pushed</source>
        <translation>无：从未拉取或推送</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>{disk_size}, with layers that others share</source>
        <translation>{disk_size}，含与其他镜像共享的层</translation>
    </message>
    <message>
        <source>(not said)</source>
        <translation>（未说明）</translation>
    </message>
    <message>
        <source>adds no layer</source>
        <translation>不增加层</translation>
    </message>
    <message>
        <source>Step {number}, {instruction}</source>
        <translation>第 {number} 步，{instruction}</translation>
    </message>
    <message>
        <source>Run…</source>
        <translation>运行…</translation>
    </message>
    <message>
        <source>Tag…</source>
        <translation>打标签…</translation>
    </message>
    <message>
        <source>Check for updates</source>
        <translation>检查更新</translation>
    </message>
    <message>
        <source>Copy digest</source>
        <translation>复制摘要</translation>
    </message>
    <message>
        <source>Steps that made the image, newest first</source>
        <translation>构建镜像的步骤，最新的在前</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Step, newest first</source>
        <translation>步骤，最新的在前</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Show layers</source>
        <translation>显示层</translation>
    </message>
    <message>
        <source>Add an account…</source>
        <translation>添加账户…</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Hide layers</source>
        <translation>隐藏层</translation>
    </message>
    <message>
        <source>Pull an image onto {name}</source>
        <translation>拉取镜像到 {name}</translation>
    </message>
    <message>
        <source>Other account…</source>
        <translation>其他账户…</translation>
    </message>
    <message>
        <source>Pulls</source>
        <translation>拉取</translation>
    </message>
    <message>
        <source>As</source>
        <translation>作为</translation>
    </message>
    <message>
        <source>anybody: no account is known</source>
        <translation>匿名：没有已知账户</translation>
    </message>
    <message>
        <source>{who}, at {registry}</source>
        <translation>{who}，位于 {registry}</translation>
    </message>
    <message>
        <source>{unknown}: it did not answer</source>
        <translation>{unknown}：无响应</translation>
    </message>
    <message>
        <source>{disk_size} on {name}, in {path}</source>
        <translation>{name} 上 {disk_size}，位于 {path}</translation>
    </message>
    <message>
        <source>Pull</source>
        <translation>拉取</translation>
    </message>
    <message>
        <source>Example: {example}</source>
        <translation>示例：{example}</translation>
    </message>
    <message>
        <source>It goes on while you look at something else; the status bar says how far it is.</source>
        <translation>切换到其他页面时会继续进行；状态栏显示进度。</translation>
    </message>
    <message>
        <source>Docker may drop what is downloaded by then: another pull would begin anew.</source>
        <translation>Docker 可能丢弃已下载的内容：再次拉取将从头开始。</translation>
    </message>
    <message>
        <source>Pulling {image}</source>
        <translation>正在拉取 {image}</translation>
    </message>
    <message>
        <source>Waits: {waiting_for}</source>
        <translation>等待：{waiting_for}</translation>
    </message>
    <message>
        <source>unpacking, {over} of {layers} layers done</source>
        <translation>正在解压，已完成 {over}/{layers} 层</translation>
    </message>
    <message>
        <source>finishing</source>
        <translation>即将完成</translation>
    </message>
    <message>
        <source>{done} downloaded · {rest}</source>
        <translation>已下载 {done} · {rest}</translation>
    </message>
    <message>
        <source>a size not known yet</source>
        <translation>未知大小</translation>
    </message>
    <message>
        <source>{disk_size} or more</source>
        <translation>至少 {disk_size}</translation>
    </message>
    <message>
        <source>{done} so far, of {whole}</source>
        <translation>目前 {done}，共 {whole}</translation>
    </message>
    <message>
        <source>about {duration} left</source>
        <translation>剩余约 {duration}</translation>
    </message>
    <message>
        <source>was there already</source>
        <translation>原已存在</translation>
    </message>
    <message>
        <source>{number} of {whole}</source>
        <translation>{number} / {whole}</translation>
    </message>
    <message>
        <source>Pull the newer one</source>
        <translation>拉取更新版本</translation>
    </message>
    <message>
        <source>No images</source>
        <translation>没有镜像</translation>
    </message>
    <message>
        <source>An image is what containers are made from: a model server, a notebook, a database. Pull one from a registry; NVIDIA&apos;s are at nvcr.io.</source>
        <translation>容器由镜像创建：模型服务器、Notebook、数据库。可从镜像仓库拉取；NVIDIA 的镜像在 nvcr.io。</translation>
    </message>
    <message>
        <source>Stop checking</source>
        <translation>停止检查</translation>
    </message>
    <message>
        <source>{listed} cannot be removed.</source>
        <translation>无法移除：{listed}。</translation>
    </message>
    <message>
        <source>Used by {users}: remove the containers first.</source>
        <translation>正被 {users} 使用：请先移除容器。</translation>
    </message>
    <message>
        <source>The image is also called {reference}.</source>
        <translation>该镜像现在也名为 {reference}。</translation>
    </message>
    <message>
        <source>digest</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>id, as it has no digest,</source>
        <translation>ID（没有摘要）</translation>
    </message>
    <message>
        <source>Layers that several images share are counted each time</source>
        <translation>多个镜像共享的层会重复计算</translation>
    </message>
    <message>
        <source>Accounts…</source>
        <translation>账户…</translation>
    </message>
    <message>
        <source>Pull…</source>
        <translation>拉取…</translation>
    </message>
    <message>
        <source>Tag {name}</source>
        <translation>为 {name} 打标签</translation>
    </message>
    <message>
        <source>mine/llama:tuned</source>
        <translation>mine/llama:tuned</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>打标签</translation>
    </message>
    <message>
        <source>It will also be called {reference}.</source>
        <translation>它也将名为 {reference}。</translation>
    </message>
    <message>
        <source>It is called that already.</source>
        <translation>已是这个名称。</translation>
    </message>
    <message>
        <source>Another image ({id}) is called that and loses it.</source>
        <translation>另一个镜像（{id}）使用此名称，将失去它。</translation>
    </message>
    <message>
        <source>A new name has no digest.</source>
        <translation>新名称不能带摘要。</translation>
    </message>
    <message>
        <source>Give it a tag, as in mine/llama:tuned.</source>
        <translation>请加上标签，例如 mine/llama:tuned。</translation>
    </message>
    <message>
        <source>Name and tag; with a registry before it where it is to be pushed.</source>
        <translation>名称和标签；如需推送，前面加上镜像仓库。</translation>
    </message>
    <message>
        <source>no name</source>
        <translation>无名称</translation>
    </message>
    <message>
        <source>It lost its name to a newer image.</source>
        <translation>其名称已被更新的镜像占用。</translation>
    </message>
    <message numerus="yes">
        <source>%n years ago</source>
        <comment>%n year ago</comment>
        <translation>
            <numerusform>%n 年前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <comment>%n day ago</comment>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours ago</source>
        <comment>%n hour ago</comment>
        <translation>
            <numerusform>%n 小时前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago</source>
        <comment>%n minute ago</comment>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>unused</source>
        <translation>未使用</translation>
    </message>
    <message numerus="yes">
        <source>%n containers</source>
        <comment>%n container</comment>
        <translation>
            <numerusform>%n 个容器</numerusform>
        </translation>
    </message>
    <message>
        <source>Newer digest</source>
        <translation>摘要有更新</translation>
    </message>
    <message>
        <source>Newer: {newer_tags}</source>
        <translation>更新：{newer_tags}</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>已是最新</translation>
    </message>
    <message>
        <source>The registry has a newer digest under this tag: {there}, not {here}.</source>
        <translation>镜像仓库中此标签的摘要更新：{there}，而非 {here}。</translation>
    </message>
    <message>
        <source>The registry has the same digest under this tag.</source>
        <translation>镜像仓库中此标签的摘要相同。</translation>
    </message>
    <message>
        <source>Higher versions there: {listed}.</source>
        <translation>仓库中有更高版本：{listed}。</translation>
    </message>
    <message>
        <source>It says: “{note}”</source>
        <translation>说明：“{note}”</translation>
    </message>
    <message>
        <source>Pull {newer_tags}</source>
        <translation>拉取 {newer_tags}</translation>
    </message>
    <message numerus="yes">
        <source>%n images</source>
        <comment>%n image</comment>
        <translation>
            <numerusform>%n 个镜像</numerusform>
        </translation>
    </message>
    <message>
        <source>{dangling} without a name</source>
        <translation>{dangling} 个无名称</translation>
    </message>
    <message>
        <source>at least {size}</source>
        <translation>至少 {size}</translation>
    </message>
    <message>
        <source>Remove {name}?</source>
        <translation>移除 {name}？</translation>
    </message>
    <message>
        <source>Remove {images} images?</source>
        <translation>移除 {images} 个镜像？</translation>
    </message>
    <message>
        <source>From {node}: {listed}.</source>
        <translation>从 {node}：{listed}。</translation>
    </message>
    <message>
        <source>This frees up to {size}; layers that other images share stay.</source>
        <translation>最多释放 {size}；与其他镜像共享的层会保留。</translation>
    </message>
    <message>
        <source>Never pulled nor pushed, so no registry has it: {listed}.</source>
        <translation>从未拉取或推送，因此没有镜像仓库保存：{listed}。</translation>
    </message>
    <message>
        <source>What came from a registry can be pulled again while that still has it.</source>
        <translation>来自镜像仓库的镜像，只要仓库中仍有就可重新拉取。</translation>
    </message>
    <message>
        <source>Containers use these, so they stay: {listed}.</source>
        <translation>容器正在使用以下镜像，因此保留：{listed}。</translation>
    </message>
    <message>
        <source>Search images</source>
        <translation>搜索镜像</translation>
    </message>
    <message>
        <source>With all its layers, also those that other images share</source>
        <translation>包含所有层，也包括与其他镜像共享的层</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>It</source>
        <translation>该容器</translation>
    </message>
    <message numerus="yes">
        <source>{who} end at once, without time to save.</source>
        <comment>{who} ends at once, without time to save.</comment>
        <translation>
            <numerusform>{who} 将立即终止，没有时间保存。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop {name}?</source>
        <translation>停止 {name}？</translation>
    </message>
    <message>
        <source>Restart {name}?</source>
        <translation>重启 {name}？</translation>
    </message>
    <message>
        <source>Kill {name}?</source>
        <translation>强制终止 {name}？</translation>
    </message>
    <message>
        <source>Stop {count} containers?</source>
        <translation>停止 {count} 个容器？</translation>
    </message>
    <message>
        <source>Restart {count} containers?</source>
        <translation>重启 {count} 个容器？</translation>
    </message>
    <message>
        <source>Kill {count} containers?</source>
        <translation>强制终止 {count} 个容器？</translation>
    </message>
    <message>
        <source>changing…</source>
        <translation>正在更改…</translation>
    </message>
    <message numerus="yes">
        <source>{who} get {seconds} s to end, and are killed then.</source>
        <comment>{who} gets {seconds} s to end, and is killed then.</comment>
        <translation>
            <numerusform>{who} 有 {seconds} s 时间退出，之后将被强制终止。</numerusform>
        </translation>
    </message>
    <message>
        <source>What is only in memory is lost, loaded models too.</source>
        <translation>仅存在于内存中的内容会丢失，包括已加载的模型。</translation>
    </message>
    <message>
        <source> Then all are started again.</source>
        <translation>之后全部重新启动。</translation>
    </message>
    <message>
        <source> Then it is started again.</source>
        <translation>之后重新启动。</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>关闭详情</translation>
    </message>
    <message>
        <source>Enlarge</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show the list again</source>
        <translation>重新显示列表</translation>
    </message>
    <message>
        <source>Enlarge the details</source>
        <translation>放大详情</translation>
    </message>
    <message>
        <source>Copied: {what}.</source>
        <translation>已复制：{what}。</translation>
    </message>
    <message>
        <source>Recreate with changes…</source>
        <translation>修改并重新创建…</translation>
    </message>
    <message>
        <source>Other ports, variables or volumes need a new container in its place</source>
        <translation>更改端口、变量或卷需要以新容器替换</translation>
    </message>
    <message>
        <source>Open port {host_port} in the browser</source>
        <translation>在浏览器中打开端口 {host_port}</translation>
    </message>
    <message>
        <source>Through a tunnel, which is made where there is none</source>
        <translation>通过隧道；没有则新建</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>{many} names</source>
        <translation>{many} 个名称</translation>
    </message>
    <message>
        <source>{many} ids</source>
        <translation>{many} 个 ID</translation>
    </message>
    <message>
        <source>image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>{images} images</source>
        <translation>{images} 个镜像</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Start {count} containers</source>
        <translation>启动 {count} 个容器</translation>
    </message>
    <message>
        <source>starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Stop {count} containers</source>
        <translation>停止 {count} 个容器</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>Restart {count} containers</source>
        <translation>重启 {count} 个容器</translation>
    </message>
    <message>
        <source>restarting…</source>
        <translation>正在重启…</translation>
    </message>
    <message>
        <source>Pause {count} containers</source>
        <translation>暂停 {count} 个容器</translation>
    </message>
    <message>
        <source>pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Resume {count} containers</source>
        <translation>继续 {count} 个容器</translation>
    </message>
    <message>
        <source>resuming…</source>
        <translation>正在恢复…</translation>
    </message>
    <message>
        <source>Kill</source>
        <translation>强制终止</translation>
    </message>
    <message>
        <source>Kill {count} containers</source>
        <translation>强制终止 {count} 个容器</translation>
    </message>
    <message>
        <source>killing…</source>
        <translation>正在强制终止…</translation>
    </message>
    <message>
        <source>Rename {count} containers</source>
        <translation>重命名 {count} 个容器</translation>
    </message>
    <message>
        <source>renaming…</source>
        <translation>正在重命名…</translation>
    </message>
    <message>
        <source>Remove {count} containers</source>
        <translation>移除 {count} 个容器</translation>
    </message>
    <message>
        <source>removing…</source>
        <translation>正在移除…</translation>
    </message>
    <message>
        <source>{names} more</source>
        <translation>另外 {names} 个</translation>
    </message>
    <message>
        <source>{names} and {last}</source>
        <translation>{names} 和 {last}</translation>
    </message>
    <message>
        <source>{names} or {last}</source>
        <translation>{names} 或 {last}</translation>
    </message>
    <message>
        <source>Remove {many} containers?</source>
        <translation>移除 {many} 个容器？</translation>
    </message>
    <message>
        <source>{names} will be gone.</source>
        <translation>将被删除：{names}。</translation>
    </message>
    <message>
        <source>{names} run and will be killed at once, without time to end.</source>
        <translation>仍在运行，将立即强制终止，没有时间退出：{names}。</translation>
    </message>
    <message>
        <source>It runs and will be killed at once, without time to end.</source>
        <translation>它正在运行，将立即强制终止，没有时间退出。</translation>
    </message>
    <message>
        <source>Files written inside, outside of volumes, are lost.</source>
        <translation>在容器内写入、不在卷中的文件会丢失。</translation>
    </message>
    <message>
        <source>The volume {names} stays.</source>
        <translation>卷 {names} 会保留。</translation>
    </message>
    <message>
        <source>The volumes {names} stay.</source>
        <translation>卷 {names} 会保留。</translation>
    </message>
    <message numerus="yes">
        <source>Also remove %n unnamed volumes with the data in {where}</source>
        <comment>Also remove %n unnamed volume with the data in {where}</comment>
        <translation>
            <numerusform>同时移除 %n 个未命名卷及 {where} 中的数据</numerusform>
        </translation>
    </message>
    <message>
        <source>Folders of the node stay as they are.</source>
        <translation>节点的文件夹保持不变。</translation>
    </message>
    <message>
        <source>Also remove its unnamed volume with the data in {where}</source>
        <translation>同时移除其未命名卷及 {where} 中的数据</translation>
    </message>
    <message>
        <source>{volume} in {target}</source>
        <translation>{target} 中的 {volume}</translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation>重命名 {name}</translation>
    </message>
    <message>
        <source>Letters, digits, dots, dashes and underscores.</source>
        <translation>字母、数字、点、连字符和下划线。</translation>
    </message>
    <message>
        <source>docker compose finds it by its labels, also under another name.</source>
        <translation>docker compose 通过标签识别它，改名后也能找到。</translation>
    </message>
    <message>
        <source>Ports that are published. LAN: open to everyone on the network</source>
        <translation>已发布的端口。LAN：对网络中所有人开放</translation>
    </message>
    <message>
        <source>How long it runs, or when it ended</source>
        <translation>运行时长或结束时间</translation>
    </message>
    <message>
        <source>What Docker counts: none of what its processes have on the GPU</source>
        <translation>Docker 的统计：不含其进程在 GPU 上的占用</translation>
    </message>
    <message>
        <source>What its processes have on the GPU, by the driver; Docker does not count it</source>
        <translation>驱动报告的其进程在 GPU 上的占用；Docker 不统计</translation>
    </message>
    <message>
        <source>Received and sent together</source>
        <translation>接收与发送合计</translation>
    </message>
    <message>
        <source>Read and written together</source>
        <translation>读取与写入合计</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Restarting</source>
        <translation>正在重启</translation>
    </message>
    <message>
        <source>Removing</source>
        <translation>正在移除</translation>
    </message>
    <message>
        <source>Exited</source>
        <translation>已退出</translation>
    </message>
    <message>
        <source>Dead</source>
        <translation>已失效</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>健康</translation>
    </message>
    <message>
        <source>Unhealthy</source>
        <translation>不健康</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>{running} of {members} run</source>
        <translation>{running}/{members} 运行中</translation>
    </message>
    <message>
        <source>Not well: {bad}</source>
        <translation>异常：{bad}</translation>
    </message>
    <message>
        <source>Compose project {name}</source>
        <translation>Compose 项目 {name}</translation>
    </message>
    <message>
        <source>{text} of {count} cores</source>
        <translation>{text} / {count} 核</translation>
    </message>
    <message>
        <source>{text} cores</source>
        <translation>{text} 核</translation>
    </message>
    <message>
        <source>{name}, service {service}</source>
        <translation>{name}，服务 {service}</translation>
    </message>
    <message>
        <source>Not published: {inside}</source>
        <translation>未发布：{inside}</translation>
    </message>
    <message>
        <source>open to everyone on the node&apos;s network</source>
        <translation>对节点网络中的所有人开放</translation>
    </message>
    <message>
        <source>only on the node itself</source>
        <translation>仅限节点自身</translation>
    </message>
    <message>
        <source>on the node&apos;s address {host_ip}</source>
        <translation>在节点地址 {host_ip} 上</translation>
    </message>
    <message>
        <source>up {ago}</source>
        <translation>已运行 {ago}</translation>
    </message>
    <message>
        <source>{ago} ago</source>
        <translation>{ago}前</translation>
    </message>
    <message>
        <source>Being asked for</source>
        <translation>正在查询</translation>
    </message>
    <message>
        <source>A second look is needed</source>
        <translation>需要第二次采样</translation>
    </message>
    <message>
        <source>{percent} % of one core</source>
        <translation>单核的 {percent} %</translation>
    </message>
    <message>
        <source>The engine does not tell: memory is not counted on this node</source>
        <translation>引擎未提供：此节点不统计内存</translation>
    </message>
    <message>
        <source>of {memory} at most; </source>
        <translation>上限 {memory}；</translation>
    </message>
    <message>
        <source>page cache that can be taken back is not counted</source>
        <translation>不含可回收的页缓存</translation>
    </message>
    <message>
        <source>None of its processes is on the GPU</source>
        <translation>没有进程使用 GPU</translation>
    </message>
    <message>
        <source>{rate} received, {disk_size} in all</source>
        <translation>接收 {rate}，共 {disk_size}</translation>
    </message>
    <message>
        <source>{rate} sent, {disk_size} in all</source>
        <translation>发送 {rate}，共 {disk_size}</translation>
    </message>
    <message>
        <source>{rate} read, {disk_size} in all</source>
        <translation>读取 {rate}，共 {disk_size}</translation>
    </message>
    <message>
        <source>{rate} written, {disk_size} in all</source>
        <translation>写入 {rate}，共 {disk_size}</translation>
    </message>
    <message>
        <source>The engine does not tell: it did not use a disk, or it is not counted</source>
        <translation>引擎未提供：未使用磁盘，或未统计</translation>
    </message>
    <message>
        <source>It has no network</source>
        <translation>没有网络</translation>
    </message>
    <message>
        <source>It shares the node&apos;s network, which is not counted by container</source>
        <translation>共享节点的网络，无法按容器统计</translation>
    </message>
    <message>
        <source>The engine does not tell</source>
        <translation>引擎未提供</translation>
    </message>
    <message>
        <source>None of them runs</source>
        <translation>均未运行</translation>
    </message>
    <message>
        <source>None of them tells</source>
        <translation>均未提供</translation>
    </message>
    <message>
        <source>Of {known} containers; {missing} more: n/a</source>
        <translation>{known} 个容器合计；另外 {missing} 个：不可用</translation>
    </message>
    <message>
        <source>As of {clock} · {title}</source>
        <translation>截至 {clock} · {title}</translation>
    </message>
    <message>
        <source>Run a container…</source>
        <translation>运行容器…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Search containers</source>
        <translation>搜索容器</translation>
    </message>
    <message>
        <source>Open its page in the browser</source>
        <translation>在浏览器中打开其页面</translation>
    </message>
    <message>
        <source>Open its page in the browser (Ctrl+O)</source>
        <translation>在浏览器中打开其页面 (Ctrl+O)</translation>
    </message>
    <message>
        <source>More to do with them</source>
        <translation>更多操作</translation>
    </message>
    <message>
        <source>{containers} chosen</source>
        <translation>已选 {containers} 个</translation>
    </message>
    <message>
        <source>This account may not use Docker</source>
        <translation>此账户无权使用 Docker</translation>
    </message>
    <message>
        <source>The account may use Docker from its next login on</source>
        <translation>此账户下次登录后可使用 Docker</translation>
    </message>
    <message>
        <source>Docker does not run</source>
        <translation>Docker 未运行</translation>
    </message>
    <message>
        <source>No Docker was found</source>
        <translation>未找到 Docker</translation>
    </message>
    <message>
        <source>The way to Docker is closed</source>
        <translation>通往 Docker 的路径已关闭</translation>
    </message>
    <message>
        <source>Docker did not answer</source>
        <translation>Docker 没有响应</translation>
    </message>
    <message>
        <source>Connect again</source>
        <translation>重新连接</translation>
    </message>
    <message>
        <source>Add it to the group…</source>
        <translation>添加到用户组…</translation>
    </message>
    <message>
        <source>How to install Docker</source>
        <translation>如何安装 Docker</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Its containers are listed while it is connected, with nothing installed on it.</source>
        <translation>连接后即列出其容器，无需在节点上安装任何东西。</translation>
    </message>
    <message>
        <source>Containers appear here by themselves.</source>
        <translation>容器会自动显示在这里。</translation>
    </message>
    <message>
        <source>No containers on {name}</source>
        <translation>{name} 上没有容器</translation>
    </message>
    <message>
        <source>The containers could not be read</source>
        <translation>无法读取容器</translation>
    </message>
    <message>
        <source>Nothing is found for “{wanted}”.</source>
        <translation>未找到“{wanted}”。</translation>
    </message>
    <message>
        <source>None is in this state.</source>
        <translation>没有处于此状态的容器。</translation>
    </message>
    <message>
        <source>No container matches</source>
        <translation>没有匹配的容器</translation>
    </message>
    <message>
        <source>Containers appear here as soon as they are made, also those that others start: models, notebooks, databases.</source>
        <translation>容器创建后即显示在这里，也包括他人启动的：模型、Notebook、数据库。</translation>
    </message>
    <message>
        <source>No networks</source>
        <translation>没有网络</translation>
    </message>
    <message>
        <source>Containers of this engine have no network at all.</source>
        <translation>此引擎的容器没有任何网络。</translation>
    </message>
    <message>
        <source>Create…</source>
        <translation>创建…</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>{own} of them</source>
        <translation>其中 {own} 个</translation>
    </message>
    <message>
        <source>{rows} networks, {which} Docker&apos;s own</source>
        <translation>{rows} 个网络，{which}为 Docker 自带</translation>
    </message>
    <message>
        <source>{many} networks</source>
        <translation>{many} 个网络</translation>
    </message>
    <message>
        <source>{going} networks were removed.</source>
        <translation>已移除 {going} 个网络。</translation>
    </message>
    <message>
        <source>The network {name} was created.</source>
        <translation>已创建网络 {name}。</translation>
    </message>
    <message>
        <source>chosen by Docker</source>
        <translation>由 Docker 选择</translation>
    </message>
    <message>
        <source>Internal: no way out to other networks</source>
        <translation>内部：无法访问其他网络</translation>
    </message>
    <message>
        <source>A bridge network: containers in it reach each other by name, others do not.</source>
        <translation>桥接网络：其中的容器可按名称互相访问，其他容器不可以。</translation>
    </message>
    <message>
        <source>Create a network</source>
        <translation>创建网络</translation>
    </message>
    <message>
        <source>Subnet</source>
        <translation>子网</translation>
    </message>
    <message>
        <source>Optional, as in 172.30.0.0/24.</source>
        <translation>可选，例如 172.30.0.0/24。</translation>
    </message>
    <message>
        <source>, of the project {project}</source>
        <translation>，属于项目 {project}</translation>
    </message>
    <message>
        <source>

No container is in it. What names it later, a compose file or a script, finds it no more until it is made again. No data is lost. The audit log notes it.</source>
        <translation>

其中没有容器。之后引用它的 Compose 文件或脚本在重新创建之前将找不到它。不会丢失数据。操作会记入审计日志。</translation>
    </message>
    <message>
        <source>{name} is Docker&apos;s own and cannot be removed.</source>
        <translation>{name} 为 Docker 自带，无法移除。</translation>
    </message>
    <message>
        <source>Containers are in it: remove those first, also those that do not run.</source>
        <translation>其中有容器：请先移除它们，包括未运行的。</translation>
    </message>
    <message>
        <source>Search networks</source>
        <translation>搜索网络</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>{running} running of {containers}</source>
        <translation>{running}/{containers} 运行中</translation>
    </message>
    <message>
        <source>{counted} as of {clock}</source>
        <translation>{counted}（截至 {clock}）</translation>
    </message>
    <message>
        <source>no containers</source>
        <translation>没有容器</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>After a failure</source>
        <translation>失败后</translation>
    </message>
    <message>
        <source>Unless stopped</source>
        <translation>除非已停止</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>总是</translation>
    </message>
    <message>
        <source>It starts again after it ran out of memory, too, and with the node: a model that does not fit then fills the memory again and again, until the node hardly answers.</source>
        <translation>内存耗尽后以及节点启动时也会重新启动：无法容纳的模型会反复占满内存，直到节点几乎无响应。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Some</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>GPUs by number or id</source>
        <translation>按编号或 ID 指定 GPU</translation>
    </message>
    <message>
        <source>Which GPUs there are is not known.</source>
        <translation>不清楚有哪些 GPU。</translation>
    </message>
    <message>
        <source>None is seen there.</source>
        <translation>那里未发现 GPU。</translation>
    </message>
    <message>
        <source>On {node}: {text}</source>
        <translation>{node} 上：{text}</translation>
    </message>
    <message>
        <source>Starts again</source>
        <translation>自动重启</translation>
    </message>
    <message>
        <source>What is begun stays on the node: the list of containers offers to finish or to undo it.</source>
        <translation>已开始的操作会留在节点上：可在容器列表中完成或撤销。</translation>
    </message>
    <message>
        <source>Running {name}</source>
        <translation>正在运行 {name}</translation>
    </message>
    <message>
        <source>Recreating {name}</source>
        <translation>正在重新创建 {name}</translation>
    </message>
    <message>
        <source>{name} is as it was before it was recreated.</source>
        <translation>{name} 已恢复到重新创建之前的状态。</translation>
    </message>
    <message>
        <source>Bringing back {name}</source>
        <translation>正在恢复 {name}</translation>
    </message>
    <message>
        <source>The former one is kept as {kept_name}. {hint}</source>
        <translation>旧容器保留为 {kept_name}。{hint}</translation>
    </message>
    <message>
        <source>{name} was recreated.</source>
        <translation>已重新创建 {name}。</translation>
    </message>
    <message>
        <source>A container that was started runs on; what was pulled by then is pulled again.</source>
        <translation>已启动的容器继续运行；已拉取的内容需重新拉取。</translation>
    </message>
    <message>
        <source>{name} did its work and ended on {node}.</source>
        <translation>{node}：{name} 已完成工作并退出。</translation>
    </message>
    <message>
        <source>{name} runs on {node}.</source>
        <translation>{node}：{name} 正在运行。</translation>
    </message>
    <message>
        <source>{name} runs and is healthy on {node}.</source>
        <translation>{node}：{name} 正在运行且状态健康。</translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Pull {image} first?</source>
        <translation>先拉取 {image}？</translation>
    </message>
    <message>
        <source>It is not on {name}. It is pulled, and the container is made of it then; the status bar says how far it is, and you may look at something else meanwhile.</source>
        <translation>{name} 上没有该镜像。将先拉取，再用它创建容器；状态栏显示进度，期间可查看其他内容。</translation>
    </message>
    <message>
        <source>Pull, then go on</source>
        <translation>拉取并继续</translation>
    </message>
    <message>
        <source>Paste a docker run line…</source>
        <translation>粘贴 docker run 命令…</translation>
    </message>
    <message>
        <source>Run a container on {node}</source>
        <translation>在 {node} 上运行容器</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Port {ports}: the line opens it to the network. Here it listens on 127.0.0.1; switch “Reachable from the network” on if it is meant.</source>
        <translation>端口 {ports}：该命令将其开放给网络。此处仅监听 127.0.0.1；如确有需要，请打开“可从网络访问”。</translation>
    </message>
    <message>
        <source>Recreate {name}</source>
        <translation>重新创建 {name}</translation>
    </message>
    <message>
        <source>Recreate</source>
        <translation>重新创建</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>更改内容</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>执行过程</translation>
    </message>
    <message>
        <source>Time to become healthy</source>
        <translation>达到健康的时限</translation>
    </message>
    <message>
        <source>Nothing yet: the same container is made anew.</source>
        <translation>尚无更改：将重新创建相同的容器。</translation>
    </message>
    <message>
        <source>If it ends, or is not healthy by then, the old container comes back by itself.</source>
        <translation>如果它退出或到时仍不健康，旧容器会自动恢复。</translation>
    </message>
    <message>
        <source>A new container is made, the old one is stopped, and the new one takes its name. All else of it is carried over; its volumes are kept.</source>
        <translation>将创建新容器，停止旧容器，并由新容器沿用其名称。其余全部沿用；卷会保留。</translation>
    </message>
    <message>
        <source>A new container is made, the old one is stopped and kept under another name, and the new one takes its name and is started.</source>
        <translation>将创建新容器，旧容器会停止并以其他名称保留，新容器沿用其名称并启动。</translation>
    </message>
    <message>
        <source>A new container is made, the old one is kept under another name, and the new one takes its name and is started.</source>
        <translation>将创建新容器，旧容器会以其他名称保留，新容器沿用其名称并启动。</translation>
    </message>
    <message>
        <source>All else is carried over, volumes and networks, too. What was written inside the old one beside its volumes stays in it. You can undo it as long as the old one is kept.</source>
        <translation>其余全部沿用，包括卷和网络。在旧容器内卷以外写入的内容留在旧容器中。只要旧容器仍保留，就可以撤销。</translation>
    </message>
    <message>
        <source>Kept. Rename a container in the list.</source>
        <translation>保持不变。可在列表中重命名容器。</translation>
    </message>
    <message>
        <source>There is a container of that name already.</source>
        <translation>已有同名容器。</translation>
    </message>
    <message>
        <source>Port {host_port} of {node} is {name}&apos;s.</source>
        <translation>{node} 的端口 {host_port} 已被 {name} 占用。</translation>
    </message>
    <message>
        <source>The command has a quote without its end.</source>
        <translation>命令中有未闭合的引号。</translation>
    </message>
    <message>
        <source>Close it.</source>
        <translation>请补上引号。</translation>
    </message>
    <message>
        <source>There is a field of its own for one of these options.</source>
        <translation>其中某个选项有专用字段。</translation>
    </message>
    <message>
        <source>Use that.</source>
        <translation>请使用该字段。</translation>
    </message>
    <message>
        <source>On {node} already.</source>
        <translation>{node} 上已有。</translation>
    </message>
    <message>
        <source>Not on {node}: pulled first.</source>
        <translation>{node} 上没有：会先拉取。</translation>
    </message>
    <message>
        <source>Write {home} for ~</source>
        <translation>将 ~ 替换为 {home}</translation>
    </message>
    <message>
        <source>nvcr.io/nvidia/vllm:26.05.post1-py3</source>
        <translation>nvcr.io/nvidia/vllm:26.05.post1-py3</translation>
    </message>
    <message>
        <source>made up by Docker</source>
        <translation>由 Docker 生成</translation>
    </message>
    <message>
        <source>what the image does by itself</source>
        <translation>镜像的默认命令</translation>
    </message>
    <message>
        <source>Add a port</source>
        <translation>添加端口</translation>
    </message>
    <message>
        <source>Add a mount</source>
        <translation>添加挂载</translation>
    </message>
    <message>
        <source>Add a variable</source>
        <translation>添加变量</translation>
    </message>
    <message>
        <source>Memory limit</source>
        <translation>内存上限</translation>
    </message>
    <message>
        <source>Further options</source>
        <translation>其他选项</translation>
    </message>
    <message>
        <source>On the node&apos;s own 127.0.0.1, where a tunnel reaches them, unless you open them.</source>
        <translation>除非开放，否则仅在节点自身的 127.0.0.1 上，可通过隧道访问。</translation>
    </message>
    <message>
        <source>Whoever reaches the node reaches this port, without a password unless the program asks for one. A tunnel reaches 127.0.0.1 as well and stays private.</source>
        <translation>凡能访问节点者都能访问此端口，除非程序要求，否则无需密码。隧道同样可访问 127.0.0.1，且保持私有。</translation>
    </message>
    <message>
        <source>Folders of the node by their whole path, or volumes by name. Models are best kept there.</source>
        <translation>节点文件夹的完整路径，或卷的名称。模型最好放在这里。</translation>
    </message>
    <message>
        <source>{name} had its value from the shell: type it, or take the variable away.</source>
        <translation>{name} 的值来自 Shell：请输入，或移除该变量。</translation>
    </message>
    <message>
        <source>Of the CPU side: GPU memory is not limited by it.</source>
        <translation>仅限 CPU 侧：不限制显存。</translation>
    </message>
    <message>
        <source>host: the node&apos;s own, all ports open.</source>
        <translation>host：节点自身的网络，所有端口开放。</translation>
    </message>
    <message>
        <source>As docker run takes them.</source>
        <translation>与 docker run 的写法相同。</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Remove the former one</source>
        <translation>移除旧容器</translation>
    </message>
    <message>
        <source>It is the former {name}. What was written inside it beside its volumes is lost, and the recreation can no longer be undone. Its volumes stay: the new container has them.</source>
        <translation>这是先前的 {name}。在其内部卷以外写入的内容会丢失，且无法再撤销重新创建。其卷会保留：由新容器使用。</translation>
    </message>
    <message>
        <source>Recreating {name} was broken off</source>
        <translation>重新创建 {name} 时中断</translation>
    </message>
    <message>
        <source>{name} was recreated</source>
        <translation>已重新创建 {name}</translation>
    </message>
    <message>
        <source>An earlier {name} is kept</source>
        <translation>保留了先前的 {name}</translation>
    </message>
    <message>
        <source>The old container is {name} and {runs}. Finish it, or have all as it was.</source>
        <translation>旧容器为 {name}，{runs}。可完成操作，或恢复原状。</translation>
    </message>
    <message>
        <source>The former container is kept as {name} until you remove it.</source>
        <translation>先前的容器以 {name} 保留，直到被移除。</translation>
    </message>
    <message>
        <source>{kept} What took its place is called {name} now.</source>
        <translation>{kept}取代它的容器现名为 {name}。</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>The docker run line</source>
        <translation>docker run 命令</translation>
    </message>
    <message>
        <source>The same on a command line</source>
        <translation>等效命令行</translation>
    </message>
    <message>
        <source>{names} without the value: docker takes it from the shell that runs the line.</source>
        <translation>{names} 不含值：docker 从执行该命令的 Shell 中获取。</translation>
    </message>
    <message>
        <source>docker run --gpus all -p 8000:8000 \
  vllm/vllm-openai:latest --model …</source>
        <translation>docker run --gpus all -p 8000:8000 \
  vllm/vllm-openai:latest --model …</translation>
    </message>
    <message>
        <source>Paste a docker run line</source>
        <translation>粘贴 docker run 命令</translation>
    </message>
    <message>
        <source>The line, whole, with its backslashes and quotes</source>
        <translation>完整命令，包括反斜杠和引号</translation>
    </message>
    <message>
        <source>Nothing of it is run: it fills the form. ~ and $HOME are of another shell and stay.</source>
        <translation>不会执行任何内容：仅填入表单。~ 和 $HOME 属于另一个 Shell，保持原样。</translation>
    </message>
    <message>
        <source>Fill the form</source>
        <translation>填入表单</translation>
    </message>
    <message>
        <source>Take this port away</source>
        <translation>移除此端口</translation>
    </message>
    <message>
        <source>Port of the node</source>
        <translation>节点端口</translation>
    </message>
    <message>
        <source>free port</source>
        <translation>空闲端口</translation>
    </message>
    <message>
        <source>Port inside the container</source>
        <translation>容器内端口</translation>
    </message>
    <message>
        <source>port inside</source>
        <translation>容器内端口</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>Reachable from the network</source>
        <translation>可从网络访问</translation>
    </message>
    <message>
        <source>Take this mount away</source>
        <translation>移除此挂载</translation>
    </message>
    <message>
        <source>Folder of the node, or a volume&apos;s name</source>
        <translation>节点文件夹或卷名称</translation>
    </message>
    <message>
        <source>/folder or volume</source>
        <translation>/文件夹或卷</translation>
    </message>
    <message>
        <source>Folder inside the container</source>
        <translation>容器内文件夹</translation>
    </message>
    <message>
        <source>/folder inside</source>
        <translation>/容器内文件夹</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>Where inside the container does {source} go?</source>
        <translation>{source} 挂载到容器内何处？</translation>
    </message>
    <message>
        <source>Take this variable away</source>
        <translation>移除此变量</translation>
    </message>
    <message>
        <source>Name of the variable</source>
        <translation>变量名称</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>变量名</translation>
    </message>
    <message>
        <source>Its value</source>
        <translation>变量值</translation>
    </message>
    <message>
        <source>value</source>
        <translation>个值</translation>
    </message>
    <message>
        <source>“{text}” is no port.</source>
        <translation>“{text}”不是端口。</translation>
    </message>
    <message>
        <source>Ports are 1 to {last_port}.</source>
        <translation>端口范围为 1 到 {last_port}。</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Shell</source>
        <translation>Shell</translation>
    </message>
    <message>
        <source>Stats</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Letters, digits, dots, dashes, underscores.</source>
        <translation>字母、数字、点、连字符、下划线。</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>{title} could not be read</source>
        <translation>无法读取{title}</translation>
    </message>
    <message>
        <source>{title} of a node are listed while it is connected.</source>
        <translation>节点连接后即列出其{title}。</translation>
    </message>
    <message>
        <source>{title} appear here by themselves.</source>
        <translation>{title}会自动显示在这里。</translation>
    </message>
    <message>
        <source>Nothing is found for “{filter}”.</source>
        <translation>未找到“{filter}”。</translation>
    </message>
    <message>
        <source>No match</source>
        <translation>没有匹配项</translation>
    </message>
    <message>
        <source>Ask again (F5)</source>
        <translation>重新查询 (F5)</translation>
    </message>
    <message>
        <source>It was copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>{rows} lines were copied.</source>
        <translation>已复制 {rows} 行。</translation>
    </message>
    <message>
        <source>{refusals} of {things} were not removed.</source>
        <translation>{things} 项中有 {refusals} 项未移除。</translation>
    </message>
    <message>
        <source>No volumes</source>
        <translation>没有卷</translation>
    </message>
    <message>
        <source>A volume keeps files of containers beyond their life. One is made with Create, by docker compose, or by a container that asks for it.</source>
        <translation>卷可在容器消失后继续保存其文件。可通过“创建”、docker compose，或由需要它的容器创建。</translation>
    </message>
    <message numerus="yes">
        <source>%n volumes</source>
        <comment>%n volume</comment>
        <translation>
            <numerusform>%n 个卷</numerusform>
        </translation>
    </message>
    <message>
        <source>counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>A container has it: remove that first.</source>
        <translation>有容器正在使用它：请先移除容器。</translation>
    </message>
    <message>
        <source>{rows} volumes</source>
        <translation>{rows} 个卷</translation>
    </message>
    <message>
        <source>Remove {one}?</source>
        <translation>移除 {one}？</translation>
    </message>
    <message>
        <source>Remove with its files</source>
        <translation>连同文件一起移除</translation>
    </message>
    <message>
        <source>{title} was removed.</source>
        <translation>已移除 {title}。</translation>
    </message>
    <message>
        <source>{names} volumes were removed.</source>
        <translation>已移除 {names} 个卷。</translation>
    </message>
    <message>
        <source>An empty volume of the node, for containers that are made later.</source>
        <translation>节点上的空卷，供以后创建的容器使用。</translation>
    </message>
    <message>
        <source>Create a volume</source>
        <translation>创建卷</translation>
    </message>
    <message>
        <source>The volume {name} was created.</source>
        <translation>已创建卷 {name}。</translation>
    </message>
    <message>
        <source>Docker is counting: it walks through every file of every volume.</source>
        <translation>Docker 正在统计：逐一遍历每个卷的每个文件。</translation>
    </message>
    <message>
        <source>Its driver does not tell its size.</source>
        <translation>其驱动不提供大小。</translation>
    </message>
    <message>
        <source>No container has it. Docker does not remember who used it.</source>
        <translation>没有容器使用它。Docker 不记录谁曾使用过。</translation>
    </message>
    <message>
        <source>{name} at {target}: {status}</source>
        <translation>{name} 位于 {target}：{status}</translation>
    </message>
    <message>
        <source>and {rows} more</source>
        <translation>以及另外 {rows} 个</translation>
    </message>
    <message numerus="yes">
        <source>All files in them are deleted on the node and cannot be brought back: models, databases, whatever a container kept there.</source>
        <comment>All files in it are deleted on the node and cannot be brought back: models, databases, whatever a container kept there.</comment>
        <translation>
            <numerusform>其中的所有文件都会从节点上删除且无法恢复：模型、数据库，以及容器存放在那里的任何内容。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They are used by no container now. Docker does not remember which one did. The audit log notes it.</source>
        <comment>It is used by no container now. Docker does not remember which one did. The audit log notes it.</comment>
        <translation>
            <numerusform>目前没有容器使用。Docker 不记录哪个容器曾使用过。审计日志会记录此操作。</numerusform>
        </translation>
    </message>
    <message>
        <source>Search volumes</source>
        <translation>搜索卷</translation>
    </message>
    <message>
        <source>size not known</source>
        <translation>大小未知</translation>
    </message>
    <message>
        <source>, made by the project {project}</source>
        <translation>，由项目 {project} 创建</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>卷</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>驱动</translation>
    </message>
    <message>
        <source>On the node</source>
        <translation>节点上</translation>
    </message>
    <message>
        <source>Models that run on your machines; deploy others that fit, benchmark them</source>
        <translation>机器上运行的模型；部署其他可容纳的模型并进行基准测试</translation>
    </message>
    <message>
        <source>Ask the nodes anew</source>
        <translation>重新查询节点</translation>
    </message>
    <message>
        <source>What the figures mean</source>
        <translation>指标含义</translation>
    </message>
    <message>
        <source>As NVIDIA AIPerf defines them, so that they compare with what others publish.</source>
        <translation>按 NVIDIA AIPerf 的定义，便于与他人公布的数据比较。</translation>
    </message>
    <message>
        <source>New benchmark</source>
        <translation>新建基准测试</translation>
    </message>
    <message>
        <source>{title} on {node} · {engine}</source>
        <translation>{node} 上的 {title} · {engine}</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> token</translation>
    </message>
    <message>
        <source>Users at the same time</source>
        <translation>并发用户数</translation>
    </message>
    <message>
        <source>One level after the other, as in 1, 2, 4, 8. It stops at the first that fails.</source>
        <translation>逐档进行，例如 1, 2, 4, 8。遇到第一个失败的档位即停止。</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Key of the endpoint</source>
        <translation>端点密钥</translation>
    </message>
    <message>
        <source>Used now and not kept.</source>
        <translation>仅本次使用，不保存。</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Questions of each user</source>
        <translation>每个用户的问题数</translation>
    </message>
    <message>
        <source>Run benchmark</source>
        <translation>运行基准测试</translation>
    </message>
    <message>
        <source>{questions} questions, {tokens} tokens of answers. The model is busy meanwhile: whoever else asks it has to wait longer.</source>
        <translation>{questions} 个问题，回答共 {tokens} token。期间模型繁忙：其他提问者需等待更久。</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>published</source>
        <translation>已发布</translation>
    </message>
    <message>
        <source>
Published by {source}</source>
        <translation>
由 {source} 发布</translation>
    </message>
    <message>
        <source>Benchmarks</source>
        <translation>基准测试</translation>
    </message>
    <message>
        <source>Alone</source>
        <translation>单用户</translation>
    </message>
    <message>
        <source>Speed of one user alone</source>
        <translation>仅一个用户时的速度</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Plot: {title}</source>
        <translation>图表：{title}</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message numerus="yes">
        <source>%n users: {values}</source>
        <comment>%n user: {values}</comment>
        <translation>
            <numerusform>%n 个用户：{values}</numerusform>
        </translation>
    </message>
    <message>
        <source>users at the same time</source>
        <translation>并发用户数</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>每秒 token 数</translation>
    </message>
    <message>
        <source>CSV, for a spreadsheet…</source>
        <translation>CSV，用于电子表格…</translation>
    </message>
    <message>
        <source>JSON, every figure…</source>
        <translation>JSON，全部指标…</translation>
    </message>
    <message>
        <source>Markdown, with definitions…</source>
        <translation>Markdown，含定义…</translation>
    </message>
    <message>
        <source>{runs} benchmarks beside each other</source>
        <translation>{runs} 个基准测试对比</translation>
    </message>
    <message>
        <source>Ratios are to the first: {first}</source>
        <translation>比率以第一个为基准：{first}</translation>
    </message>
    <message>
        <source>{speed}, all users</source>
        <translation>{speed}，所有用户</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Time to the first token</source>
        <translation>首 token 时间</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>What was measured by then is kept, level by level.</source>
        <translation>已测得的结果会逐档保留。</translation>
    </message>
    <message>
        <source>Benchmarking {title}</source>
        <translation>正在对 {title} 进行基准测试</translation>
    </message>
    <message>
        <source>{gone} benchmarks</source>
        <translation>{gone} 个基准测试</translation>
    </message>
    <message>
        <source>The benchmark of {many} was deleted.</source>
        <translation>已删除 {many} 的基准测试。</translation>
    </message>
    <message>
        <source>{many} deleted.</source>
        <translation>已删除 {many}。</translation>
    </message>
    <message>
        <source>{file} cannot be written: {why}.</source>
        <translation>无法写入 {file}：{why}。</translation>
    </message>
    <message>
        <source>The benchmarks were saved.</source>
        <translation>基准测试已保存。</translation>
    </message>
    <message>
        <source>The benchmark of {title} is done.</source>
        <translation>{title} 的基准测试已完成。</translation>
    </message>
    <message>
        <source>The benchmark of {title} stopped.</source>
        <translation>{title} 的基准测试已停止。</translation>
    </message>
    <message>
        <source>A benchmark asks a model that runs the same kind of question with 1, 2, 4 … users at the same time. It tells how long the first token takes, how fast answers come, and what they cost in watts: enough to choose between models, engines and settings.

The list has what others published for DGX Spark, to compare with.</source>
        <translation>基准测试以 1、2、4 … 个并发用户向运行中的模型提出同类问题，测量首 token 时间、回答速度和功耗：足以在模型、引擎和设置之间做出选择。

列表中附有他人公布的 DGX Spark 数据，以供比较。</translation>
    </message>
    <message>
        <source>This model is being measured already.</source>
        <translation>此模型正在测量中。</translation>
    </message>
    <message>
        <source>Two benchmarks at once would measure each other: wait for the first, or cancel it.</source>
        <translation>同时进行两个基准测试会互相干扰：请等第一个完成，或取消它。</translation>
    </message>
    <message>
        <source>Hold Ctrl to choose several: they are compared side by side.</source>
        <translation>按住 Ctrl 可选择多个：并排比较。</translation>
    </message>
    <message>
        <source>What do the figures mean?</source>
        <translation>这些指标是什么意思？</translation>
    </message>
    <message numerus="yes">
        <source>%n models answer now</source>
        <comment>%n model answers now</comment>
        <translation>
            <numerusform>当前有 %n 个模型可响应</numerusform>
        </translation>
    </message>
    <message>
        <source>No models answer now</source>
        <translation>当前没有模型可响应</translation>
    </message>
    <message>
        <source>Deploy a model first: nothing answers now.</source>
        <translation>请先部署模型：目前没有可应答的模型。</translation>
    </message>
    <message>
        <source>Choose a benchmark</source>
        <translation>选择基准测试</translation>
    </message>
    <message>
        <source>No benchmark yet</source>
        <translation>尚无基准测试</translation>
    </message>
    <message>
        <source>Import a benchmark</source>
        <translation>导入基准测试</translation>
    </message>
    <message>
        <source>Benchmark (*.json);;All files (*)</source>
        <translation>基准测试 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Export benchmarks</source>
        <translation>导出基准测试</translation>
    </message>
    <message>
        <source>Questions that were answered, of those that were asked.</source>
        <translation>已回答的问题数，以及提出的问题总数。</translation>
    </message>
    <message>
        <source>each user</source>
        <translation>每个用户</translation>
    </message>
    <message>
        <source>all users</source>
        <translation>所有用户</translation>
    </message>
    <message>
        <source>questions of {prompt_tokens} tokens</source>
        <translation>问题 {prompt_tokens} token</translation>
    </message>
    <message>
        <source>answers of {answer_tokens}</source>
        <translation>回答 {answer_tokens}</translation>
    </message>
    <message>
        <source>{duration} away</source>
        <translation>往返 {duration}</translation>
    </message>
    <message>
        <source>this level was not measured</source>
        <translation>此档位未测量</translation>
    </message>
    <message>
        <source>its source does not tell it</source>
        <translation>来源未提供</translation>
    </message>
    <message>
        <source>{good} of {requests}</source>
        <translation>{good}/{requests}</translation>
    </message>
    <message>
        <source>1 user</source>
        <translation>1 个用户</translation>
    </message>
    <message>
        <source>{users} users</source>
        <translation>{users} 个用户</translation>
    </message>
    <message>
        <source>Answers requests</source>
        <translation>响应请求</translation>
    </message>
    <message>
        <source>The endpoint is on this machine&apos;s 127.0.0.1.</source>
        <translation>端点位于此机器的 127.0.0.1。</translation>
    </message>
    <message>
        <source>Machines</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>{name} · not connected</source>
        <translation>{name} · 未连接</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>one after the other, each on its machine</source>
        <translation>依次在各自的机器上运行</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Script&apos;s text</source>
        <translation>脚本内容</translation>
    </message>
    <message>
        <source>Save all…</source>
        <translation>全部保存…</translation>
    </message>
    <message>
        <source>The script was copied.</source>
        <translation>脚本已复制。</translation>
    </message>
    <message>
        <source>Save the scripts into a folder</source>
        <translation>将脚本保存到文件夹</translation>
    </message>
    <message>
        <source>{count} scripts were saved.</source>
        <translation>已保存 {count} 个脚本。</translation>
    </message>
    <message>
        <source>One model on two Sparks</source>
        <translation>两台 Spark 运行一个模型</translation>
    </message>
    <message>
        <source>What to run</source>
        <translation>运行内容</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Look and plan</source>
        <translation>检查并规划</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Nothing was looked at yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>Looking at the machines</source>
        <translation>正在检查机器</translation>
    </message>
    <message>
        <source>Before the launch</source>
        <translation>启动之前</translation>
    </message>
    <message>
        <source>what was looked at on each machine</source>
        <translation>每台机器上的检查项</translation>
    </message>
    <message>
        <source>Memory and speed</source>
        <translation>内存与速度</translation>
    </message>
    <message>
        <source>over all machines together</source>
        <translation>所有机器合计</translation>
    </message>
    <message>
        <source> · {nodes} Sparks</source>
        <translation> · {nodes} 台 Spark</translation>
    </message>
    <message>
        <source>Choose two machines or more.</source>
        <translation>请选择两台或更多机器。</translation>
    </message>
    <message>
        <source>There is no recipe for this way.</source>
        <translation>此方式没有配方。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Two Sparks joined by a QSFP cable hold a model that is too large for one: its weights and KV cache are split between them. Connect two machines and look here again: their links are looked at, and scripts are made for vLLM with Ray, TensorRT-LLM or llama.cpp.</source>
        <translation>两台用 QSFP 线缆相连的 Spark 可容纳单台放不下的模型：权重和 KV 缓存由两台分担。连接两台机器后再来查看：将检查它们的链路，并为 vLLM（配合 Ray）、TensorRT-LLM 或 llama.cpp 生成脚本。</translation>
    </message>
    <message>
        <source>Looking changes nothing on the machines: it reads their links, versions, images and memory. What comes of it is a list of what was found, and the scripts to run.</source>
        <translation>检查不会更改机器上的任何内容：仅读取链路、版本、镜像和内存。结果是检查清单和要运行的脚本。</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>可容纳</translation>
    </message>
    <message>
        <source>tight</source>
        <translation>勉强</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>无法容纳</translation>
    </message>
    <message>
        <source>It would not work like this: see what is refused.</source>
        <translation>这样无法运行：请查看被拒绝的项目。</translation>
    </message>
    <message>
        <source>The scripts can be run. Read what is marked.</source>
        <translation>脚本可以运行。请留意标记的项目。</translation>
    </message>
    <message>
        <source>All is well. The scripts can be run.</source>
        <translation>一切正常。脚本可以运行。</translation>
    </message>
    <message>
        <source>{needed} of {room}</source>
        <translation>{needed} / {room}</translation>
    </message>
    <message>
        <source>{memory}, split over {gpus} machines</source>
        <translation>{memory}，分布在 {gpus} 台机器上</translation>
    </message>
    <message>
        <source>: it takes its share of {memory_fraction:g} at once</source>
        <translation>：启动即占用其占比 {memory_fraction:g}</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>{memory} for {context} tokens, {users}</source>
        <translation>{memory}，{context} token，{users}</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>{memory} on all together</source>
        <translation>合计 {memory}</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>{max_context} tokens at most for {users}</source>
        <translation>{users}最多 {max_context} token</translation>
    </message>
    <message>
        <source>n/a: how much of the model a token reads is not known</source>
        <translation>不可用：不清楚每个 token 读取模型的多少内容</translation>
    </message>
    <message>
        <source>about {likely} tok/s for one user, between {low} and {high}</source>
        <translation>单用户约 {likely} tok/s，介于 {low} 和 {high} 之间</translation>
    </message>
    <message>
        <source>No log</source>
        <translation>没有日志</translation>
    </message>
    <message>
        <source>The log has ended: its container was removed.</source>
        <translation>日志已结束：其容器已被移除。</translation>
    </message>
    <message>
        <source>A key is kept in this system&apos;s keyring, or until you quit. It is never written to a file, and commands that are shown name it only. {warning}</source>
        <translation>密钥保存在本系统的密钥环中，或保留到退出程序。它绝不写入文件，显示的命令中只出现其名称。{warning}</translation>
    </message>
    <message>
        <source>Keys for models</source>
        <translation>模型密钥</translation>
    </message>
    <message>
        <source>Remove the {title}?</source>
        <translation>移除 {title}？</translation>
    </message>
    <message>
        <source>It is removed from this computer&apos;s memory and keyring. Containers that have it keep it until they are removed; where it was made it stays valid.</source>
        <translation>将从本机的内存和密钥环中移除。已获得它的容器在被移除前会一直保留它；在签发处它仍然有效。</translation>
    </message>
    <message>
        <source>Ask Hugging Face first whose it is</source>
        <translation>先向 Hugging Face 查询其归属</translation>
    </message>
    <message>
        <source>Ask nvcr.io first, by the Docker of {by}</source>
        <translation>先通过 {by} 的 Docker 向 nvcr.io 验证</translation>
    </message>
    <message>
        <source>Keep it in this system&apos;s keyring{name}</source>
        <translation>保存在本系统的密钥环中{name}</translation>
    </message>
    <message>
        <source>It is kept until you quit: {reason}</source>
        <translation>仅保留到退出：{reason}</translation>
    </message>
    <message>
        <source>Nobody could be asked whether it is a good key</source>
        <translation>无法验证密钥是否有效</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在验证…</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Get one</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>Remove the {title}</source>
        <translation>移除 {title}</translation>
    </message>
    <message>
        <source>Where one gets a {title}</source>
        <translation>获取 {title} 的位置</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>替换…</translation>
    </message>
    <message>
        <source>Replace the {name}</source>
        <translation>替换 {name}</translation>
    </message>
    <message>
        <source>Add the {name}</source>
        <translation>添加 {name}</translation>
    </message>
    <message>
        <source>The {title} was removed.</source>
        <translation>已移除 {title}。</translation>
    </message>
    <message>
        <source>Hugging Face knows it as {user}.</source>
        <translation>Hugging Face 识别为 {user}。</translation>
    </message>
    <message>
        <source>nvcr.io lets it in.</source>
        <translation>nvcr.io 已接受。</translation>
    </message>
    <message>
        <source>The {title} was added.</source>
        <translation>已添加 {title}。</translation>
    </message>
    <message>
        <source>What your machines serve, and what else fits</source>
        <translation>机器提供的模型，以及还可容纳什么</translation>
    </message>
    <message>
        <source>{count} models</source>
        <translation>{count} 个模型</translation>
    </message>
    <message>
        <source>1 node</source>
        <translation>1 个节点</translation>
    </message>
    <message>
        <source>{models} on {nodes}</source>
        <translation>{nodes}上有 {models}</translation>
    </message>
    <message>
        <source>needs a tunnel</source>
        <translation>需要隧道</translation>
    </message>
    <message>
        <source>http://127.0.0.1:{port}{base}</source>
        <translation>http://127.0.0.1:{port}{base}</translation>
    </message>
    <message>
        <source>Copy: {title}</source>
        <translation>复制：{title}</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>已可应答</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>本机上</translation>
    </message>
    <message>
        <source>Open a tunnel</source>
        <translation>打开隧道</translation>
    </message>
    <message>
        <source>A port of this computer that leads to it, as long as this runs</source>
        <translation>通往它的本机端口，在本程序运行期间有效</translation>
    </message>
    <message>
        <source>Copy for my code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>基准测试</translation>
    </message>
    <message>
        <source>View in Running</source>
        <translation>在“运行中”查看</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Last words</source>
        <translation>最后输出</translation>
    </message>
    <message>
        <source>Known cause</source>
        <translation>已知原因</translation>
    </message>
    <message>
        <source>Change settings…</source>
        <translation>更改设置…</translation>
    </message>
    <message>
        <source>What the engine prints is here once its container runs.</source>
        <translation>容器运行后，引擎的输出会显示在这里。</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>取消…</translation>
    </message>
    <message>
        <source>Deploy another</source>
        <translation>部署另一个</translation>
    </message>
    <message>
        <source>Deployment</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>正在取消…</translation>
    </message>
    <message>
        <source>The engine prints into {log} on {node}.</source>
        <translation>引擎的输出写入 {node} 上的 {log}。</translation>
    </message>
    <message>
        <source>It was cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Cancel the deployment of {title}?</source>
        <translation>取消部署 {title}？</translation>
    </message>
    <message>
        <source>Cancel the deployment</source>
        <translation>取消部署</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>Pulling the image</source>
        <translation>正在拉取镜像</translation>
    </message>
    <message>
        <source>Downloading the model</source>
        <translation>正在下载模型</translation>
    </message>
    <message>
        <source>Loading into memory</source>
        <translation>正在加载到内存</translation>
    </message>
    <message>
        <source>Compiling and warming up</source>
        <translation>正在编译和预热</translation>
    </message>
    <message>
        <source>Checking that it answers</source>
        <translation>正在检查能否应答</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>待进行</translation>
    </message>
    <message>
        <source>Ready after {duration}</source>
        <translation>{duration}后就绪</translation>
    </message>
    <message>
        <source>Failed after {duration}</source>
        <translation>{duration}后失败</translation>
    </message>
    <message>
        <source>Cancelled after {duration}</source>
        <translation>{duration}后取消</translation>
    </message>
    <message>
        <source>{title} is ready</source>
        <translation>{title} 已就绪</translation>
    </message>
    <message>
        <source>{title} could not be deployed</source>
        <translation>无法部署 {title}</translation>
    </message>
    <message>
        <source>The deployment of {title} was cancelled</source>
        <translation>已取消部署 {title}</translation>
    </message>
    <message>
        <source>Deploying {title}</source>
        <translation>正在部署 {title}</translation>
    </message>
    <message>
        <source>{node}, port {port}</source>
        <translation>{node}，端口 {port}</translation>
    </message>
    <message>
        <source>begun {clock}</source>
        <translation>开始于 {clock}</translation>
    </message>
    <message>
        <source>How far it is cannot be said</source>
        <translation>无法得知进度</translation>
    </message>
    <message>
        <source>any moment</source>
        <translation>即将</translation>
    </message>
    <message>
        <source>{why}. The work goes on there; it is picked up by itself.</source>
        <translation>{why}。任务在那里继续；恢复后会自动接续。</translation>
    </message>
    <message>
        <source>The container {name} is stopped and removed on {node}.</source>
        <translation>将停止并移除 {node} 上的容器 {name}。</translation>
    </message>
    <message>
        <source>What was started on {node} is taken back.</source>
        <translation>将撤回在 {node} 上启动的内容。</translation>
    </message>
    <message>
        <source>Nothing was changed on {node}.</source>
        <translation>{node} 上没有任何更改。</translation>
    </message>
    <message>
        <source>{taken} The image and what of the model has been downloaded stay, so that another try goes on from there.</source>
        <translation>{taken}镜像和已下载的模型部分会保留，下次尝试可从该处继续。</translation>
    </message>
    <message>
        <source>The container was removed from {node}. What has been downloaded is still there.</source>
        <translation>容器已从 {node} 移除。已下载的内容仍然保留。</translation>
    </message>
    <message>
        <source>What was started on {node} was taken back. What has been downloaded is still there.</source>
        <translation>已撤回在 {node} 上启动的内容。已下载的内容仍然保留。</translation>
    </message>
    <message>
        <source>already there</source>
        <translation>已存在</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Deploy…</source>
        <translation>部署…</translation>
    </message>
    <message>
        <source>Copy as own</source>
        <translation>复制为自有</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Share…</source>
        <translation>分享…</translation>
    </message>
    <message>
        <source>Look for a newer image</source>
        <translation>查找更新的镜像</translation>
    </message>
    <message>
        <source>Open the source</source>
        <translation>打开来源</translation>
    </message>
    <message>
        <source>The recipe was copied as YAML.</source>
        <translation>配方已复制为 YAML。</translation>
    </message>
    <message>
        <source>Connect {name}: the registry is asked from there.</source>
        <translation>请连接 {name}：将从那里查询镜像仓库。</translation>
    </message>
    <message>
        <source>This engine is a program of the node: it has no image.</source>
        <translation>此引擎是节点上的程序：没有镜像。</translation>
    </message>
    <message>
        <source>{title} is kept.</source>
        <translation>已保存 {title}。</translation>
    </message>
    <message>
        <source>{kept} recipes are kept.</source>
        <translation>已保存 {kept} 个配方。</translation>
    </message>
    <message>
        <source>{title} was copied into your folder.</source>
        <translation>已将 {title} 复制到自有文件夹。</translation>
    </message>
    <message>
        <source>{title} was saved.</source>
        <translation>已保存 {title}。</translation>
    </message>
    <message>
        <source>{title} runs this very image from now on.</source>
        <translation>{title} 今后将运行此特定镜像。</translation>
    </message>
    <message>
        <source>{path} cannot be written: {why}.</source>
        <translation>无法写入 {path}：{why}。</translation>
    </message>
    <message>
        <source>The recipe was saved.</source>
        <translation>配方已保存。</translation>
    </message>
    <message>
        <source>The recipe is back.</source>
        <translation>配方已恢复。</translation>
    </message>
    <message>
        <source>{name} is too large for a recipe.</source>
        <translation>{name} 太大，不像是配方。</translation>
    </message>
    <message>
        <source>{name} is no text in UTF-8.</source>
        <translation>{name} 不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {why}.</source>
        <translation>无法读取 {name}：{why}。</translation>
    </message>
    <message>
        <source>Recipe details</source>
        <translation>配方详情</translation>
    </message>
    <message>
        <source>Plan…</source>
        <translation>规划…</translation>
    </message>
    <message>
        <source>Recipe as YAML</source>
        <translation>YAML 格式的配方</translation>
    </message>
    <message>
        <source>See the newer one</source>
        <translation>查看更新版本</translation>
    </message>
    <message>
        <source>Pin this image</source>
        <translation>固定此镜像</translation>
    </message>
    <message>
        <source>The recipe runs this very image from then on, whatever its name names</source>
        <translation>此后配方只运行这个镜像，无论其名称指向什么</translation>
    </message>
    <message>
        <source>Open the source in the browser</source>
        <translation>在浏览器中打开来源</translation>
    </message>
    <message>
        <source>Good at</source>
        <translation>擅长</translation>
    </message>
    <message>
        <source>Begins with</source>
        <translation>初始设置</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>需要</translation>
    </message>
    <message>
        <source>{size} of weights</source>
        <translation>权重 {size}</translation>
    </message>
    <message>
        <source>{context} tokens of context</source>
        <translation>上下文 {context} token</translation>
    </message>
    <message>
        <source>{memory_fraction:.0%} of the memory</source>
        <translation>内存的 {memory_fraction:.0%}</translation>
    </message>
    <message>
        <source>{kind} KV cache</source>
        <translation>{kind} KV 缓存</translation>
    </message>
    <message>
        <source>port {port}</source>
        <translation>端口 {port}</translation>
    </message>
    <message>
        <source>ran on {machine}</source>
        <translation>曾在 {machine} 上运行</translation>
    </message>
    <message>
        <source>A recipe of this program or of sparkrun, the address of a page of recipes.vllm.ai or its JSON, or a command: docker run …, vllm serve …, ollama run …. Nothing of it is run.</source>
        <translation>本程序或 sparkrun 的配方、recipes.vllm.ai 的页面地址或其 JSON，或一条命令：docker run …、vllm serve …、ollama run …。不会执行其中任何内容。</translation>
    </message>
    <message>
        <source>Edit {title}</source>
        <translation>编辑 {title}</translation>
    </message>
    <message>
        <source>Arguments are one word each; who may reach the port is chosen at each launch.</source>
        <translation>每个参数是一个词；每次启动时选择谁可访问端口。</translation>
    </message>
    <message>
        <source>Recipe, as YAML</source>
        <translation>配方，YAML 格式</translation>
    </message>
    <message>
        <source>It can be read: {title} runs {model}.</source>
        <translation>可以读取：{title} 运行 {model}。</translation>
    </message>
    <message>
        <source>Import recipes</source>
        <translation>导入配方</translation>
    </message>
    <message>
        <source>Paste it here</source>
        <translation>粘贴到此处</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>docker run --gpus all -p 8000:8000 \
  vllm/vllm-openai …</source>
        <translation>docker run --gpus all -p 8000:8000 \
  vllm/vllm-openai …</translation>
    </message>
    <message>
        <source>Asking recipes.vllm.ai…</source>
        <translation>正在查询 recipes.vllm.ai…</translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation>打开配方</translation>
    </message>
    <message>
        <source>Makes {names}.</source>
        <translation>将生成 {names}。</translation>
    </message>
    <message>
        <source>Recipes (*.yaml *.yml *.json *.txt *.sh)</source>
        <translation>配方 (*.yaml *.yml *.json *.txt *.sh)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>and {more} more</source>
        <translation>以及另外 {more} 个</translation>
    </message>
    <message>
        <source>Share {title}</source>
        <translation>分享 {title}</translation>
    </message>
    <message>
        <source>Recipe for others</source>
        <translation>供他人使用的配方</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>No token, no name of an account&apos;s folder and no container&apos;s name is in it.</source>
        <translation>其中不含令牌、用户文件夹名称或容器名称。</translation>
    </message>
    <message>
        <source>Save the recipe</source>
        <translation>保存配方</translation>
    </message>
    <message>
        <source>Recipes (*.yaml)</source>
        <translation>配方 (*.yaml)</translation>
    </message>
    <message>
        <source>A recipe is how one model is run by one engine, with settings that are known to work. Copy one as your own to change it, or import one: from recipes.vllm.ai, from sparkrun, or from a docker run line.</source>
        <translation>配方说明如何用某个引擎以已知可行的设置运行某个模型。复制为自有即可修改，也可导入：来自 recipes.vllm.ai、sparkrun 或一条 docker run 命令。</translation>
    </message>
    <message>
        <source>Filter recipes</source>
        <translation>筛选配方</translation>
    </message>
    <message>
        <source>Recipes</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>自有</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已验证</translation>
    </message>
    <message>
        <source>Any computer</source>
        <translation>任何电脑</translation>
    </message>
    <message>
        <source>{file} cannot be used. {why}</source>
        <translation>{file} 无法使用。{why}</translation>
    </message>
    <message>
        <source>{problems} more files cannot be used.</source>
        <translation>另有 {problems} 个文件无法使用。</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown}/{total}</translation>
    </message>
    <message>
        <source>{total} recipes</source>
        <translation>{total} 个配方</translation>
    </message>
    <message>
        <source>No recipe matches</source>
        <translation>没有匹配的配方</translation>
    </message>
    <message>
        <source>No recipes of yours yet</source>
        <translation>尚无自有配方</translation>
    </message>
    <message>
        <source>NVIDIA playbook</source>
        <translation>NVIDIA playbook</translation>
    </message>
    <message>
        <source>Docker docs</source>
        <translation>Docker 文档</translation>
    </message>
    <message>
        <source>Ollama library</source>
        <translation>Ollama 模型库</translation>
    </message>
    <message>
        <source>No source says it: the model&apos;s own files are asked when it is deployed.</source>
        <translation>来源均未说明：部署时从模型自身的文件读取。</translation>
    </message>
    <message>
        <source>Yours; the recipe that it was copied from has changed since.</source>
        <translation>自有；其复制来源的配方此后已更改。</translation>
    </message>
    <message>
        <source>It is in your own folder.</source>
        <translation>位于自有文件夹中。</translation>
    </message>
    <message>
        <source>It ran on {verified}.</source>
        <translation>曾在 {verified} 上运行。</translation>
    </message>
    <message>
        <source>, {count} active</source>
        <translation>，{count} 激活</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>its licence, accepted on its page</source>
        <translation>在其页面上接受许可证</translation>
    </message>
    <message>
        <source>{nodes} machines</source>
        <translation>{nodes} 台机器</translation>
    </message>
    <message>
        <source>two sparks</source>
        <translation>two sparks 两台 Spark</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Stop {title}?</source>
        <translation>停止 {title}？</translation>
    </message>
    <message>
        <source>Restart {title}?</source>
        <translation>重启 {title}？</translation>
    </message>
    <message>
        <source>Remove {title}?</source>
        <translation>移除 {title}？</translation>
    </message>
    <message>
        <source>The container of {title} was removed.</source>
        <translation>已移除 {title} 的容器。</translation>
    </message>
    <message>
        <source>Removing {title}</source>
        <translation>正在移除 {title}</translation>
    </message>
    <message>
        <source>Process {pid} is not there any more.</source>
        <translation>进程 {pid} 已不存在。</translation>
    </message>
    <message>
        <source>{name} (process {pid})</source>
        <translation>{name}（进程 {pid}）</translation>
    </message>
    <message>
        <source>{name} on {node_name} holds {held} of GPU memory for nothing.</source>
        <translation>{node_name} 上的 {name} 无用地占着 {held} 显存。</translation>
    </message>
    <message>
        <source>Stop it…</source>
        <translation>停止…</translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation>停止 {name}</translation>
    </message>
    <message>
        <source>GPU memory without an engine</source>
        <translation>无引擎占用的显存</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>基础 URL</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>The address was copied.</source>
        <translation>地址已复制。</translation>
    </message>
    <message>
        <source>The Python code was copied.</source>
        <translation>Python 代码已复制。</translation>
    </message>
    <message>
        <source>No tunnel leads to this model yet. Programs on this computer reach it through one: it listens on 127.0.0.1 here, and stays open while this program runs.</source>
        <translation>尚无通往此模型的隧道。本机上的程序通过隧道访问它：隧道在本机 127.0.0.1 上监听，在本程序运行期间保持打开。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Open tunnel</source>
        <translation>打开隧道</translation>
    </message>
    <message>
        <source>The key is taken from the environment variable {variable}.</source>
        <translation>密钥取自环境变量 {variable}。</translation>
    </message>
    <message>
        <source>Its models are listed to those who have the key: replace MODEL.</source>
        <translation>持有密钥才能列出其模型：请替换 MODEL。</translation>
    </message>
    <message>
        <source>Through the tunnel to {node_name}, while this program runs.</source>
        <translation>通过到 {node_name} 的隧道，在本程序运行期间有效。</translation>
    </message>
    <message>
        <source>The model&apos;s name was copied.</source>
        <translation>模型名称已复制。</translation>
    </message>
    <message>
        <source>Show progress</source>
        <translation>显示进度</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Copy the name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>For my code</source>
        <translation>用于代码</translation>
    </message>
    <message>
        <source>Details of the model</source>
        <translation>模型详情</translation>
    </message>
    <message>
        <source>Restart…</source>
        <translation>重启…</translation>
    </message>
    <message>
        <source>Stop…</source>
        <translation>停止…</translation>
    </message>
    <message>
        <source>Still being asked: {silent}.</source>
        <translation>仍在查询：{silent}。</translation>
    </message>
    <message>
        <source>Not connected, so not asked: {away}.</source>
        <translation>未连接，因此未查询：{away}。</translation>
    </message>
    <message>
        <source>Only the log of a container can be read here.</source>
        <translation>此处只能读取容器的日志。</translation>
    </message>
    <message>
        <source>Pulling</source>
        <translation>正在拉取</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Compiling</source>
        <translation>正在编译</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Unwell</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>it is being deployed</source>
        <translation>正在部署</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>{node_name} is not connected: this is what it served before. </source>
        <translation>{node_name} 未连接：显示的是之前提供的模型。 </translation>
    </message>
    <message>
        <source>Needs a key</source>
        <translation>需要密钥</translation>
    </message>
    <message>
        <source>None loaded</source>
        <translation>未加载</translation>
    </message>
    <message>
        <source>you</source>
        <translation>当前用户</translation>
    </message>
    <message>
        <source>&lt; 1 min</source>
        <translation>&lt; 1 分钟</translation>
    </message>
    <message>
        <source>Running models</source>
        <translation>运行中的模型</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>KV use</source>
        <translation>KV 占用</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>启动者</translation>
    </message>
    <message>
        <source>Models appear here while their machine is connected: those deployed from here, and whatever else answers there like OpenAI does.</source>
        <translation>机器连接后，其模型会显示在这里：从这里部署的，以及其他兼容 OpenAI 接口的。</translation>
    </message>
    <message>
        <source>Deploy one: this program says first whether it fits and how fast it will be. What others start appears here, too: vLLM, Ollama, llama.cpp and all that answers like OpenAI does.</source>
        <translation>部署一个模型：本程序会先说明能否容纳以及速度如何。他人启动的也会显示：vLLM、Ollama、llama.cpp 以及所有兼容 OpenAI 接口的服务。</translation>
    </message>
    <message>
        <source>Filter models</source>
        <translation>筛选模型</translation>
    </message>
    <message>
        <source>Ask the nodes anew (F5)</source>
        <translation>重新查询节点 (F5)</translation>
    </message>
    <message>
        <source>{shown} of {rows}</source>
        <translation>{shown}/{rows}</translation>
    </message>
    <message>
        <source>No model matches</source>
        <translation>没有匹配的模型</translation>
    </message>
    <message>
        <source>No machine is connected</source>
        <translation>没有已连接的机器</translation>
    </message>
    <message>
        <source>No model runs</source>
        <translation>没有运行中的模型</translation>
    </message>
    <message>
        <source>{node_name} is not connected.</source>
        <translation>{node_name} 未连接。</translation>
    </message>
    <message>
        <source>No model is loaded there.</source>
        <translation>那里没有加载模型。</translation>
    </message>
    <message>
        <source>It is on this computer already.</source>
        <translation>它已在本机上。</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>It does not run.</source>
        <translation>未运行。</translation>
    </message>
    <message>
        <source>It is still loading.</source>
        <translation>仍在加载。</translation>
    </message>
    <message>
        <source>Which process it is cannot be seen by this account: stop it where it was started.</source>
        <translation>此账户看不到它是哪个进程：请在启动它的地方停止。</translation>
    </message>
    <message>
        <source>It is a service of the node. There: sudo systemctl stop {program}</source>
        <translation>它是节点上的服务。请在该节点执行：sudo systemctl stop {program}</translation>
    </message>
    <message>
        <source>It does not run in a container: stop it, then start it where it was started.</source>
        <translation>它不在容器中运行：请先停止，再从原来的地方启动。</translation>
    </message>
    <message>
        <source>Only the log of a container can be read from here.</source>
        <translation>此处只能读取容器的日志。</translation>
    </message>
    <message>
        <source>{requests} (running / waiting)</source>
        <translation>{requests}（运行 / 等待）</translation>
    </message>
    <message>
        <source>Also answers</source>
        <translation>也应答</translation>
    </message>
    <message>
        <source>127.0.0.1:{port}{base} on {node_name}</source>
        <translation>{node_name} 上的 127.0.0.1:{port}{base}</translation>
    </message>
    <message>
        <source>It asks for one.</source>
        <translation>需要密钥。</translation>
    </message>
    <message>
        <source>none is loaded</source>
        <translation>未加载</translation>
    </message>
    <message>
        <source>it does not tell</source>
        <translation>未提供</translation>
    </message>
    <message>
        <source>It has {running} requests running and {waiting} waiting: they are lost.</source>
        <translation>有 {running} 个请求正在运行，{waiting} 个在等待：都会丢失。</translation>
    </message>
    <message>
        <source>Whether requests are running is not known; those that do are lost.</source>
        <translation>不清楚是否有请求在运行；正在运行的会丢失。</translation>
    </message>
    <message>
        <source>{user} did</source>
        <translation>由 {user} 启动</translation>
    </message>
    <message>
        <source>somebody else did</source>
        <translation>由他人启动</translation>
    </message>
    <message>
        <source>It was not started from here: {who}. Ask before you take it away.</source>
        <translation>不是从这里启动的：{who}。停止前请先询问。</translation>
    </message>
    <message>
        <source>Its endpoint answers for {also}, too.</source>
        <translation>其端点也为 {also} 应答。</translation>
    </message>
    <message>
        <source>The audit log notes it.</source>
        <translation>操作会记入审计日志。</translation>
    </message>
    <message>
        <source> {memory} of GPU memory come back.</source>
        <translation>将释放 {memory} 显存。</translation>
    </message>
    <message>
        <source>Its container starts anew and loads the model again, which takes a while.</source>
        <translation>其容器会重新启动并再次加载模型，需要一些时间。</translation>
    </message>
    <message>
        <source>Its container is stopped and kept: it can be started again.{back}</source>
        <translation>其容器会停止并保留：可再次启动。{back}</translation>
    </message>
    <message>
        <source>{engine} unloads it and goes on; whoever asks for it loads it again.{back}</source>
        <translation>{engine} 将卸载它并继续运行；再有请求时会重新加载。{back}</translation>
    </message>
    <message>
        <source>Process {pid} is asked to end (SIGTERM).{back}</source>
        <translation>将请求进程 {pid} 结束 (SIGTERM)。{back}</translation>
    </message>
    <message>
        <source>The container {name} on {node_name} goes, with its log and whatever was written only inside it. Its image stays, and so do models in folders of the node.

The audit log notes it.</source>
        <translation>{node_name} 上的容器 {name} 将被移除，连同其日志和仅写在其中的内容。镜像会保留，节点文件夹中的模型也会保留。

操作会记入审计日志。</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>部署</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>More KV cache</source>
        <translation>更多 KV 缓存</translation>
    </message>
    <message>
        <source>System and apps</source>
        <translation>系统与应用</translation>
    </message>
    <message>
        <source>Kept free</source>
        <translation>预留空闲</translation>
    </message>
    <message>
        <source>What was looked at</source>
        <translation>检查项</translation>
    </message>
    <message>
        <source>its files in the {origin}</source>
        <translation>{origin} 中的文件</translation>
    </message>
    <message>
        <source>the engine&apos;s general way; nobody wrote down a better one for this model</source>
        <translation>引擎的通用方式；尚无人为此模型写出更好的方式</translation>
    </message>
    <message>
        <source>the same by hand, on the node</source>
        <translation>在节点上手动执行的等效命令</translation>
    </message>
    <message>
        <source>Save as a script…</source>
        <translation>另存为脚本…</translation>
    </message>
    <message>
        <source>Save the command as a script</source>
        <translation>将命令保存为脚本</translation>
    </message>
    <message>
        <source>Script (*.sh);;All files (*)</source>
        <translation>脚本 (*.sh);;所有文件 (*)</translation>
    </message>
    <message>
        <source>The script was saved.</source>
        <translation>脚本已保存。</translation>
    </message>
    <message>
        <source>Context and memory</source>
        <translation>上下文与内存</translation>
    </message>
    <message>
        <source>Memory with this model</source>
        <translation>加载此模型后的内存</translation>
    </message>
    <message>
        <source>Context, in tokens</source>
        <translation>上下文，以 token 计</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <comment>%n token</comment>
        <translation>
            <numerusform>%n token</numerusform>
        </translation>
    </message>
    <message>
        <source>{safe} at most</source>
        <translation>最多 {safe}</translation>
    </message>
    <message>
        <source>Its size was not looked up yet.</source>
        <translation>尚未查询其大小。</translation>
    </message>
    <message>
        <source>Its files are being looked up.</source>
        <translation>正在查询其文件。</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Plan it for several machines</source>
        <translation>规划多机部署</translation>
    </message>
    <message>
        <source>How far it was tested: {proof}</source>
        <translation>测试程度：{proof}</translation>
    </message>
    <message>
        <source>Quantization with {title}</source>
        <translation>{title} 的量化</translation>
    </message>
    <message>
        <source>size n/a</source>
        <translation>大小不可用</translation>
    </message>
    <message>
        <source>weights {size}</source>
        <translation>权重 {size}</translation>
    </message>
    <message>
        <source>no recipe: its general way</source>
        <translation>无配方：通用方式</translation>
    </message>
    <message>
        <source>recipe: {title}</source>
        <translation>配方：{title}</translation>
    </message>
    <message>
        <source>ran on {verified}</source>
        <translation>曾在 {verified} 上运行</translation>
    </message>
    <message>
        <source>No engine takes this model</source>
        <translation>没有引擎支持此模型</translation>
    </message>
    <message>
        <source>None of the engines here loads {title}.</source>
        <translation>这里没有引擎能加载 {title}。</translation>
    </message>
    <message>
        <source>One per line, handed over as it stands: a flag on one line, its value on the next.</source>
        <translation>每行一个，原样传递：一行为标志，下一行为其值。</translation>
    </message>
    <message>
        <source>NAME=value, one per line. No keys and tokens: they come from the keyring.</source>
        <translation>NAME=value，每行一个。不要填写密钥和令牌：它们来自密钥环。</translation>
    </message>
    <message>
        <source>Empty: the recipe&apos;s, or the engine&apos;s for this node.</source>
        <translation>留空：使用配方的镜像，或引擎适用于此节点的镜像。</translation>
    </message>
    <message>
        <source>the context above</source>
        <translation>上方的上下文</translation>
    </message>
    <message>
        <source>the users above</source>
        <translation>上方的用户数</translation>
    </message>
    <message>
        <source>KV cache under Simple</source>
        <translation>“简单”中的 KV 缓存</translation>
    </message>
    <message>
        <source>the memory share under Simple</source>
        <translation>“简单”中的内存占比</translation>
    </message>
    <message>
        <source>tokens per step under Simple</source>
        <translation>“简单”中的每步 token 数</translation>
    </message>
    <message>
        <source>the port under Simple</source>
        <translation>“简单”中的端口</translation>
    </message>
    <message>
        <source>the name under Simple</source>
        <translation>“简单”中的名称</translation>
    </message>
    <message>
        <source>Search {options} flags of {title}</source>
        <translation>搜索 {title} 的 {options} 个标志</translation>
    </message>
    <message>
        <source> Set by {field}.</source>
        <translation> 由{field}设定。</translation>
    </message>
    <message>
        <source>a field of this page</source>
        <translation>本页的字段</translation>
    </message>
    <message>
        <source>Search flags</source>
        <translation>搜索标志</translation>
    </message>
    <message>
        <source>Add to the launch</source>
        <translation>添加到启动参数</translation>
    </message>
    <message>
        <source>No flag matches.</source>
        <translation>没有匹配的标志。</translation>
    </message>
    <message>
        <source>Flags of the engine</source>
        <translation>引擎的标志</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>标志</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>作用</translation>
    </message>
    <message>
        <source>VLLM_LOGGING_LEVEL=INFO</source>
        <translation>VLLM_LOGGING_LEVEL=INFO</translation>
    </message>
    <message>
        <source>Further arguments</source>
        <translation>其他参数</translation>
    </message>
    <message>
        <source>Environment variables</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>Another image</source>
        <translation>其他镜像</translation>
    </message>
    <message>
        <source>Keys…</source>
        <translation>密钥…</translation>
    </message>
    <message>
        <source>There is no engine “{engine}”.</source>
        <translation>没有引擎“{engine}”。</translation>
    </message>
    <message>
        <source>It takes {nodes} machines.</source>
        <translation>需要 {nodes} 台机器。</translation>
    </message>
    <message>
        <source>It stays stopped when it ended, and when the node was restarted.</source>
        <translation>退出后以及节点重启后都保持停止。</translation>
    </message>
    <message>
        <source>It starts again after a crash. </source>
        <translation>崩溃后会自动重启。</translation>
    </message>
    <message>
        <source>It starts again after a crash and with the node. </source>
        <translation>崩溃后以及随节点启动时会自动重启。</translation>
    </message>
    <message>
        <source>If it does not fit any more, it fills the memory again and again until the node hardly answers.</source>
        <translation>若不再能容纳，它会反复占满内存，直到节点几乎无响应。</translation>
    </message>
    <message>
        <source>Keys are kept in the keyring and handed over without being written down: see Keys.</source>
        <translation>密钥保存在密钥环中，传递时不会写入文件：见“密钥”。</translation>
    </message>
    <message>
        <source>{memory} of {room} that are free for it</source>
        <translation>{memory}（可用 {room}）</translation>
    </message>
    <message>
        <source>{memory}, and {room} are free for it</source>
        <translation>{memory}，可用 {room}</translation>
    </message>
    <message>
        <source>It takes {room}. {tokens} would fit.</source>
        <translation>需要{room}。{tokens} 可以容纳。</translation>
    </message>
    <message>
        <source>It takes {room}. No context fits: {way_out}</source>
        <translation>需要{room}。任何上下文都无法容纳：{way_out}</translation>
    </message>
    <message>
        <source>It takes {room}; {left} stay free.</source>
        <translation>需要{room}；剩余 {left}。</translation>
    </message>
    <message>
        <source>stop {title}, which has {memory}.</source>
        <translation>请停止占用 {memory} 的 {title}。</translation>
    </message>
    <message>
        <source>choose a smaller quantization or model.</source>
        <translation>请选择更小的量化或模型。</translation>
    </message>
    <message>
        <source>with the whole context each</source>
        <translation>每个用户使用完整上下文</translation>
    </message>
    <message>
        <source>{max_users} at most</source>
        <translation>最多 {max_users}</translation>
    </message>
    <message>
        <source>not even one fits</source>
        <translation>一个也无法容纳</translation>
    </message>
    <message>
        <source>with the whole context each; {most}</source>
        <translation>每个用户使用完整上下文；{most}</translation>
    </message>
    <message>
        <source>“{text}” is no variable.</source>
        <translation>“{text}”不是变量。</translation>
    </message>
    <message>
        <source>Write it as NAME=value.</source>
        <translation>请写成 NAME=value。</translation>
    </message>
    <message>
        <source>{name} looks like a secret.</source>
        <translation>{name} 看起来像机密。</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Restart</source>
        <comment>what a check looked at</comment>
        <translation>重启</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>to know</source>
        <translation>须知</translation>
    </message>
    <message>
        <source>could not be looked at</source>
        <translation>无法检查</translation>
    </message>
    <message>
        <source>It cannot be deployed like this: {names}.</source>
        <translation>这样无法部署：{names}。</translation>
    </message>
    <message numerus="yes">
        <source>Nothing speaks against it. %n things could not be looked at.</source>
        <comment>Nothing speaks against it. One thing could not be looked at.</comment>
        <translation>
            <numerusform>没有阻碍。有 %n 项无法检查。</numerusform>
        </translation>
    </message>
    <message>
        <source>It can be deployed. Read what is marked.</source>
        <translation>可以部署。请留意标记的项目。</translation>
    </message>
    <message>
        <source>All is well. It can be deployed.</source>
        <translation>一切正常。可以部署。</translation>
    </message>
    <message>
        <source>{variable} (if you have one)</source>
        <translation>{variable}（如有）</translation>
    </message>
    <message>
        <source>Answers at</source>
        <translation>应答地址</translation>
    </message>
    <message>
        <source>{needed}; {disk_size} free</source>
        <translation>{needed}；剩余 {disk_size}</translation>
    </message>
    <message>
        <source>{keys}: from the keyring, never in the command</source>
        <translation>{keys}：来自密钥环，绝不出现在命令中</translation>
    </message>
    <message>
        <source>{node}:{port}, for anyone on its network</source>
        <translation>{node}:{port}，对其网络中的所有人开放</translation>
    </message>
    <message>
        <source>{node}:{port} on its own 127.0.0.1, from here through a tunnel to localhost:{port} or the next free port</source>
        <translation>{node}:{port}，位于其自身的 127.0.0.1，从本机经隧道到 localhost:{port} 或下一个空闲端口</translation>
    </message>
    <message>
        <source>none: it is a program of the node</source>
        <translation>无：它是节点上的程序</translation>
    </message>
    <message>
        <source>there</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>{disk_size} to pull</source>
        <translation>需拉取 {disk_size}</translation>
    </message>
    <message>
        <source>{disk_size} to download</source>
        <translation>需下载 {disk_size}</translation>
    </message>
    <message>
        <source>more than {disk_size} needed</source>
        <translation>需要超过 {disk_size}</translation>
    </message>
    <message>
        <source>what it needs is n/a</source>
        <translation>所需空间不可用</translation>
    </message>
    <message>
        <source>{disk_size} needed</source>
        <translation>需要 {disk_size}</translation>
    </message>
    <message>
        <source>nothing more needed</source>
        <translation>无需更多</translation>
    </message>
    <message>
        <source>limit {memory}</source>
        <translation>上限 {memory}</translation>
    </message>
    <message>
        <source>the machine has {size}</source>
        <translation>机器共有 {size}</translation>
    </message>
    <message>
        <source>{size}, {active} of them per token</source>
        <translation>{size}，每 token 激活 {active}</translation>
    </message>
    <message>
        <source>{unknown}: too little is known of it</source>
        <translation>{unknown}：对它了解太少</translation>
    </message>
    <message>
        <source>Can</source>
        <translation>能力</translation>
    </message>
    <message>
        <source>answer text</source>
        <translation>文本回答</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>has to be accepted on its page first</source>
        <translation>需先在其页面上接受</translation>
    </message>
    <message>
        <source>As</source>
        <comment>the source that a model comes from</comment>
        <translation>作为</translation>
    </message>
    <message>
        <source>on the node</source>
        <translation>在节点上</translation>
    </message>
    <message>
        <source>Speed: {speed} ({origin})</source>
        <translation>速度：{speed}（{origin}）</translation>
    </message>
    <message>
        <source>Engines: {engines}</source>
        <translation>引擎：{engines}</translation>
    </message>
    <message>
        <source>Ask Hugging Face how large the models marked n/a are. Nothing is downloaded.</source>
        <translation>向 Hugging Face 查询标为“不可用”的模型大小。不会下载任何内容。</translation>
    </message>
    <message>
        <source>First those that fit and answer fast enough; of these the ones on the node, then by size.</source>
        <translation>先列出可容纳且回答足够快的；其中先列节点上已有的，再按大小排序。</translation>
    </message>
    <message>
        <source>{rows} models</source>
        <translation>{rows} 个模型</translation>
    </message>
    <message>
        <source>Look up 1 size</source>
        <translation>查询 1 个大小</translation>
    </message>
    <message>
        <source>Look up {count} sizes</source>
        <translation>查询 {count} 个大小</translation>
    </message>
    <message>
        <source>Stop looking up {pending}</source>
        <translation>停止查询 ({pending})</translation>
    </message>
    <message>
        <source>No engine takes it.</source>
        <translation>没有引擎支持它。</translation>
    </message>
    <message>
        <source>Search models</source>
        <translation>搜索模型</translation>
    </message>
    <message>
        <source>Take words or filters away, or name any other model at the right.</source>
        <translation>请减少搜索词或筛选条件，或在右侧指定其他模型。</translation>
    </message>
    <message>
        <source>Show all models</source>
        <translation>显示所有模型</translation>
    </message>
    <message>
        <source>Only: {title}</source>
        <translation>仅：{title}</translation>
    </message>
    <message>
        <source>Connect it, and what fits is shown here.</source>
        <translation>连接后，这里会显示可容纳的模型。</translation>
    </message>
    <message>
        <source>{name} is being looked at.</source>
        <translation>正在检查 {name}。</translation>
    </message>
    <message>
        <source>How much memory {name} has free is not known yet.</source>
        <translation>尚不清楚 {name} 有多少空闲内存。</translation>
    </message>
    <message>
        <source>Most engines run in containers: install Docker there, or let your account use it (on Linux: group docker).</source>
        <translation>多数引擎在容器中运行：请在该处安装 Docker，或授权账户使用 Docker（Linux：docker 组）。</translation>
    </message>
    <message>
        <source>What fits is shown here as soon as it answers.</source>
        <translation>收到响应后，这里会显示可容纳的模型。</translation>
    </message>
    <message>
        <source>{name} is not connected yet: it is being tried. {advice}</source>
        <translation>{name} 尚未连接：正在尝试。{advice}</translation>
    </message>
    <message>
        <source>There is no Docker on {name} that your account may use. {advice}</source>
        <translation>{name} 上没有当前账户可用的 Docker。{advice}</translation>
    </message>
    <message>
        <source>Its size is known once it was downloaded.</source>
        <translation>下载后才能得知其大小。</translation>
    </message>
    <message>
        <source>Hugging Face name or page, GGUF, Ollama tag, or a whole path on the node.</source>
        <translation>Hugging Face 名称或页面、GGUF、Ollama 标签，或节点上的完整路径。</translation>
    </message>
    <message>
        <source>Any other model</source>
        <translation>其他模型</translation>
    </message>
    <message>
        <source>Searching for {text}…</source>
        <translation>正在搜索 {text}…</translation>
    </message>
    <message>
        <source>its files on {name}</source>
        <translation>{name} 上的文件</translation>
    </message>
    <message>
        <source>The Hub knows no model of that name.</source>
        <translation>Hub 上没有此名称的模型。</translation>
    </message>
    <message>
        <source>Qwen/Qwen3-8B</source>
        <translation>Qwen/Qwen3-8B</translation>
    </message>
    <message>
        <source>Name or address</source>
        <translation>名称或地址</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Search the Hub</source>
        <translation>在 Hub 上搜索</translation>
    </message>
    <message>
        <source>Looking a model up</source>
        <translation>正在查询模型</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>打开其页面</translation>
    </message>
    <message>
        <source>Models found on the Hub</source>
        <translation>在 Hub 上找到的模型</translation>
    </message>
    <message>
        <source>Paste a docker run or recipe…</source>
        <translation>粘贴 docker run 命令或配方…</translation>
    </message>
    <message>
        <source>{count} downloads a month</source>
        <translation>每月下载 {count} 次</translation>
    </message>
    <message>
        <source>changed {day}</source>
        <translation>更改于 {day}</translation>
    </message>
    <message>
        <source>gated</source>
        <translation>需授权</translation>
    </message>
    <message>
        <source>Deploy on {node} although it does not fit?</source>
        <translation>无法容纳，仍要在 {node} 上部署？</translation>
    </message>
    <message>
        <source>{why} A machine whose memory is full may stop answering, over SSH as well, until somebody switches it off. What runs there is lost then.</source>
        <translation>{why}内存占满的机器可能停止响应，SSH 也不例外，直到有人将其关机。届时其上运行的内容会丢失。</translation>
    </message>
    <message>
        <source>Deploy anyway</source>
        <translation>仍要部署</translation>
    </message>
    <message>
        <source>Type {node} to go on</source>
        <translation>输入 {node} 以继续</translation>
    </message>
    <message>
        <source>It was not looked at to the end.</source>
        <translation>检查未完成。</translation>
    </message>
    <message>
        <source>Looking at {name}…</source>
        <translation>正在检查 {name}…</translation>
    </message>
    <message>
        <source>Use {difference}</source>
        <translation>使用 {difference}</translation>
    </message>
    <message>
        <source>Looking before the launch</source>
        <translation>启动前检查</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Choose another model</source>
        <translation>选择其他模型</translation>
    </message>
    <message>
        <source>Deploy anyway…</source>
        <translation>仍要部署…</translation>
    </message>
    <message>
        <source>Open the model&apos;s page</source>
        <translation>打开模型页面</translation>
    </message>
    <message>
        <source>Memory now</source>
        <translation>当前内存</translation>
    </message>
    <message>
        <source>n/a: it is not known how much it takes.</source>
        <translation>不可用：不清楚它需要多少。</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>What it needs</source>
        <translation>所需资源</translation>
    </message>
    <message>
        <source>now, and with this model</source>
        <translation>当前，以及加载此模型后</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>{context} tokens</source>
        <translation>{context} token</translation>
    </message>
    <message>
        <source>{kv_dtype} KV cache</source>
        <translation>{kv_dtype} KV 缓存</translation>
    </message>
    <message>
        <source>{memory_fraction} of the memory</source>
        <translation>内存的 {memory_fraction}</translation>
    </message>
    <message>
        <source>safe settings</source>
        <translation>安全设置</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>规划</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>current</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Step {number}, {title}: {state}</source>
        <translation>第 {number} 步，{title}：{state}</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>可容纳</translation>
    </message>
    <message>
        <source>Vision</source>
        <translation>视觉</translation>
    </message>
    <message>
        <source>It is not known how big it is.</source>
        <translation>不清楚它有多大。</translation>
    </message>
    <message>
        <source>About {memory} are needed, {gib} are free for it.</source>
        <translation>约需 {memory}，可用 {gib}。</translation>
    </message>
    <message>
        <source>{memory} are needed, {gib} are free for it.</source>
        <translation>需要 {memory}，可用 {gib}。</translation>
    </message>
    <message>
        <source>About {memory} of {gib} that are free for it.</source>
        <translation>约 {memory}（可用 {gib}）。</translation>
    </message>
    <message>
        <source>{memory} of {gib} that are free for it.</source>
        <translation>{memory}（可用 {gib}）。</translation>
    </message>
    <message>
        <source>Tight</source>
        <translation>勉强</translation>
    </message>
    <message>
        <source>{rate} tok/s, measured here</source>
        <translation>{rate} tok/s，本机实测</translation>
    </message>
    <message>
        <source>~{rate} tok/s, {low}–{high}</source>
        <translation>~{rate} tok/s，{low}–{high}</translation>
    </message>
    <message>
        <source>{active} active</source>
        <translation>{active} 激活</translation>
    </message>
    <message>
        <source>Choose an engine</source>
        <translation>选择引擎</translation>
    </message>
    <message>
        <source>See the plan</source>
        <translation>查看规划</translation>
    </message>
    <message>
        <source>No model is chosen</source>
        <translation>未选择模型</translation>
    </message>
    <message>
        <source>{words} on {name}</source>
        <translation>{name} 上的 {words}</translation>
    </message>
    <message>
        <source>Node to deploy on</source>
        <translation>部署到的节点</translation>
    </message>
    <message>
        <source>Keys for models: Hugging Face, NVIDIA NGC</source>
        <translation>模型密钥：Hugging Face、NVIDIA NGC</translation>
    </message>
    <message>
        <source>on</source>
        <comment>on which node</comment>
        <translation>位于</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>This recipe brings its own command: its context, users and memory stand in it.</source>
        <translation>此配方自带命令：上下文、用户数和内存均写在其中。</translation>
    </message>
    <message>
        <source>Simple</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>All flags</source>
        <translation>所有标志</translation>
    </message>
    <message>
        <source>Anyone on its network can use the model, without a key. Tunnels reach it without this.</source>
        <translation>其网络中的任何人无需密钥即可使用模型。隧道无需此项也能访问。</translation>
    </message>
    <message>
        <source>Only the node itself, and this computer through its SSH session.</source>
        <translation>仅节点自身，以及通过 SSH 会话的本机。</translation>
    </message>
    <message>
        <source>More: long prompts are read faster, and more memory is taken.</source>
        <translation>更大：长提示词读取更快，占用内存更多。</translation>
    </message>
    <message>
        <source>Smaller ones hold more tokens, and lose a little of what was said.</source>
        <translation>较小的可容纳更多 token，但会略损内容精度。</translation>
    </message>
    <message>
        <source>{own}, what it needs</source>
        <translation>{own}，按需</translation>
    </message>
    <message>
        <source>what it needs</source>
        <translation>按需</translation>
    </message>
    <message>
        <source>{title} takes it at once. </source>
        <translation>{title} 启动即占用。</translation>
    </message>
    <message>
        <source>At most {safe} is safe now.</source>
        <translation>目前安全的上限为 {safe}。</translation>
    </message>
    <message>
        <source>What is safe: n/a.</source>
        <translation>安全值：不可用。</translation>
    </message>
    <message>
        <source>Share of the memory</source>
        <translation>内存占比</translation>
    </message>
    <message>
        <source>Tokens per step</source>
        <translation>每步 token 数</translation>
    </message>
    <message>
        <source>Port on the node</source>
        <translation>节点上的端口</translation>
    </message>
    <message>
        <source>Another one when it is taken.</source>
        <translation>若被占用则换用其他端口。</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>As clients will ask for it.</source>
        <translation>客户端请求时使用的名称。</translation>
    </message>
    <message>
        <source>Open to the network</source>
        <translation>对网络开放</translation>
    </message>
    <message>
        <source>Start it again</source>
        <translation>自动重启</translation>
    </message>
    <message>
        <source>Force {name} to end?</source>
        <translation>强制结束 {name}？</translation>
    </message>
    <message>
        <source>End {name}?</source>
        <translation>结束 {name}？</translation>
    </message>
    <message>
        <source>Force end</source>
        <translation>强制结束</translation>
    </message>
    <message>
        <source>End process</source>
        <translation>结束进程</translation>
    </message>
    <message>
        <source>As administrator, with sudo (where it asks no password)</source>
        <translation>以管理员身份，使用 sudo（无需密码时）</translation>
    </message>
    <message>
        <source>the node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>{name} ended.</source>
        <translation>{name} 已结束。</translation>
    </message>
    <message>
        <source>{name} had ended before.</source>
        <translation>{name} 先前已结束。</translation>
    </message>
    <message>
        <source>It waits for a device and ends when that answers, or at a restart.</source>
        <translation>它正在等待设备，设备响应后或重启时才会结束。</translation>
    </message>
    <message>
        <source>{name} has not ended yet.</source>
        <translation>{name} 尚未结束。</translation>
    </message>
    <message>
        <source>Process {pid}</source>
        <translation>进程 {pid}</translation>
    </message>
    <message>
        <source>of {user}</source>
        <translation>属于 {user}</translation>
    </message>
    <message>
        <source>on {node}</source>
        <translation>位于 {node}</translation>
    </message>
    <message>
        <source>in container {container}</source>
        <translation>在容器 {container} 中</translation>
    </message>
    <message>
        <source>of {unit}</source>
        <translation>属于 {unit}</translation>
    </message>
    <message>
        <source>It holds {memory} on the GPU. Requests that it is working on are lost.</source>
        <translation>它占用 GPU {memory}。正在处理的请求会丢失。</translation>
    </message>
    <message>
        <source>Its container may start it again; to stop it for good, stop that.</source>
        <translation>其容器可能再次启动它；要彻底停止，请停止容器。</translation>
    </message>
    <message>
        <source>systemd may start it again; “sudo systemctl stop {unit}” stops it for good.</source>
        <translation>systemd 可能再次启动它；“sudo systemctl stop {unit}”可彻底停止。</translation>
    </message>
    <message>
        <source>It carries SSH connections: the one in use here may end with it.</source>
        <translation>它承载 SSH 连接：此处正在使用的连接可能随之中断。</translation>
    </message>
    <message>
        <source>It is asked to end (SIGTERM) and can save its work. The audit log notes it.</source>
        <translation>将请求它结束 (SIGTERM)，它可以保存工作。操作会记入审计日志。</translation>
    </message>
    <message>
        <source>Process {pid} was asked to end and is still there after a few seconds. It may be busy saving its work.

Force (SIGKILL) ends it at once: what it has not saved is lost.</source>
        <translation>已请求进程 {pid} 结束，几秒后它仍然存在。它可能正在保存工作。

强制 (SIGKILL) 会立即结束它：未保存的内容会丢失。</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{title} on {name}</source>
        <translation>{title}（{name}）</translation>
    </message>
    <message>
        <source>Dismiss: {title}</source>
        <translation>关闭：{title}</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>{title}: failed</source>
        <translation>{title}：失败</translation>
    </message>
    <message>
        <source>{title}: cancelled</source>
        <translation>{title}：已取消</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Done after {duration}</source>
        <translation>{duration}后完成</translation>
    </message>
    <message numerus="yes">
        <source>%n tasks running</source>
        <comment>%n task running</comment>
        <translation>
            <numerusform>%n 个任务运行中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tasks not done</source>
        <comment>%n task not done</comment>
        <translation>
            <numerusform>%n 个任务未完成</numerusform>
        </translation>
    </message>
    <message>
        <source>Quit while something still runs?</source>
        <translation>仍有任务在运行，确定退出？</translation>
    </message>
    <message>
        <source>Quit while {short_title}?</source>
        <translation>{short_title}，确定退出？</translation>
    </message>
    <message numerus="yes">
        <source>Quit while %n tasks run?</source>
        <comment>Quit while %n task runs?</comment>
        <translation>
            <numerusform>有 %n 个任务正在运行，是否退出？</numerusform>
        </translation>
    </message>
    <message>
        <source>{title} on {name} ({percent}).</source>
        <translation>{name} 上的{title}（{percent}）。</translation>
    </message>
    <message>
        <source>{title} on {name}.</source>
        <translation>{name} 上的{title}。</translation>
    </message>
    <message>
        <source>It is stopped half-way.</source>
        <translation>将中途停止。</translation>
    </message>
    <message>
        <source>Found on your network</source>
        <translation>在网络中发现</translation>
    </message>
    <message>
        <source>and {hidden} more</source>
        <translation>以及另外 {hidden} 个</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>重新搜索</translation>
    </message>
    <message>
        <source>A new Spark is silent for 3 to 4 minutes at its first start; it appears by itself.</source>
        <translation>新的 Spark 首次启动时有 3 到 4 分钟没有响应；之后会自动出现。</translation>
    </message>
    <message>
        <source>(the name was taken, maybe by itself on another interface: the host key tells which it is)</source>
        <translation>（该名称已被占用，可能是它自己在另一接口上所用：可由主机密钥判断）</translation>
    </message>
    <message>
        <source>Saved as {saved_as}</source>
        <translation>已保存为 {saved_as}</translation>
    </message>
    <message>
        <source>Saved as {name}</source>
        <translation>已保存为 {name}</translation>
    </message>
    <message>
        <source>Called like your {name}: edit it to add this route</source>
        <translation>与已有的 {name} 同名：编辑它以添加此路径</translation>
    </message>
    <message>
        <source>On your tailnet</source>
        <translation>在 tailnet 中</translation>
    </message>
    <message>
        <source>Nothing has announced itself yet. {advice}</source>
        <translation>尚未发现任何设备。{advice}</translation>
    </message>
    <message>
        <source>{where} · maybe {renamed_from}, renamed after a conflict</source>
        <translation>{where} · 可能是 {renamed_from}，因冲突而改名</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Also answers as</source>
        <translation>也响应</translation>
    </message>
    <message>
        <source>Seen on</source>
        <translation>发现于</translation>
    </message>
    <message>
        <source>Host key (not verified)</source>
        <translation>主机密钥（未验证）</translation>
    </message>
    <message>
        <source>Renamed from</source>
        <translation>原名</translation>
    </message>
    <message>
        <source>On your tailnet as {dns_name}.</source>
        <translation>在 tailnet 中为 {dns_name}。</translation>
    </message>
    <message>
        <source>Found as {host}.</source>
        <translation>发现为 {host}。</translation>
    </message>
    <message>
        <source>Its host key is shown to be compared when you connect.</source>
        <translation>连接时会显示其主机密钥以供比对。</translation>
    </message>
    <message>
        <source>Section</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>No data</source>
        <translation>无数据</translation>
    </message>
    <message numerus="yes">
        <source>%n warnings</source>
        <comment>%n warning</comment>
        <translation>
            <numerusform>%n 个警告</numerusform>
        </translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>What a machine did in the minutes before it vanished and came back restarted</source>
        <translation>机器消失并重启恢复之前几分钟内的情况</translation>
    </message>
    <message>
        <source>Go to another incident</source>
        <translation>转到其他事件</translation>
    </message>
    <message>
        <source>Move the cursor through time</source>
        <translation>沿时间移动光标</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>at the end</source>
        <translation>最后</translation>
    </message>
    <message>
        <source>Nothing was recorded in the 15 minutes before.</source>
        <translation>之前 15 分钟没有记录。</translation>
    </message>
    <message>
        <source>The charts are drawn once the machine has been read again.</source>
        <translation>再次读取机器后会绘制图表。</translation>
    </message>
    <message>
        <source>Nothing was noted in the 15 minutes before.</source>
        <translation>之前 15 分钟没有事项记录。</translation>
    </message>
    <message>
        <source>What the machine wrote last</source>
        <translation>机器最后写入的内容</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>What happened before</source>
        <translation>之前发生的情况</translation>
    </message>
    <message>
        <source>When a machine stops answering and comes back restarted, its last 15 minutes, what happened in them and the end of its own journal are put together here. Every sample is kept on this computer while the program runs, so there is nothing to turn on.</source>
        <translation>当机器停止响应并重启恢复时，其最后 15 分钟、期间发生的情况以及自身日志的末尾会汇总在这里。程序运行期间，每次采样都保存在本机，无需另行开启。</translation>
    </message>
    <message>
        <source>No incidents</source>
        <translation>没有事件</translation>
    </message>
    <message>
        <source>{name} vanished at {moment}</source>
        <translation>{name} 于 {moment} 消失</translation>
    </message>
    <message>
        <source>Back at {moment}</source>
        <translation>于 {moment} 恢复</translation>
    </message>
    <message>
        <source>{duration} before</source>
        <translation>{duration}前</translation>
    </message>
    <message>
        <source>Last numbers before it vanished</source>
        <translation>消失前的最后数值</translation>
    </message>
    <message>
        <source>none were kept</source>
        <translation>没有保存</translation>
    </message>
    <message>
        <source>  nothing was noted</source>
        <translation>  没有记录</translation>
    </message>
    <message>
        <source>driver {driver_version}</source>
        <translation>驱动 {driver_version}</translation>
    </message>
    <message>
        <source>up {duration}</source>
        <translation>已运行 {duration}</translation>
    </message>
    <message>
        <source>Its session and tunnels are closed. Nothing on the machine changes, and the removal can be undone.</source>
        <translation>其会话和隧道会关闭。机器上不会有任何更改，移除可以撤销。</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>retrying</source>
        <translation>正在重试</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>{milliseconds} ms</source>
        <translation>{milliseconds} ms</translation>
    </message>
    <message>
        <source>not reported by this node</source>
        <translation>此节点未报告</translation>
    </message>
    <message>
        <source>How the machine is: memory, GPU, engines, tunnels and what is wrong, in one screen</source>
        <translation>机器状态一览：内存、GPU、引擎、隧道以及异常</translation>
    </message>
    <message>
        <source>Walk through the memory map, or move the cursor through time</source>
        <translation>在内存分布图中移动，或沿时间移动光标</translation>
    </message>
    <message>
        <source>Open the part of the memory map that was walked to</source>
        <translation>打开内存分布图中选中的部分</translation>
    </message>
    <message>
        <source>Put the cursor away</source>
        <translation>收起光标</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>{more} more</source>
        <translation>另外 {more} 个</translation>
    </message>
    <message>
        <source>process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>{requests_waiting} waiting</source>
        <translation>{requests_waiting} 个等待</translation>
    </message>
    <message>
        <source>{requests_running} running</source>
        <translation>{requests_running} 个运行</translation>
    </message>
    <message>
        <source>Nothing computes on the GPU. An engine appears here with its model, speed and memory.</source>
        <translation>GPU 上没有计算。引擎会连同其模型、速度和内存显示在这里。</translation>
    </message>
    <message>
        <source>No GPU is reported on this machine.</source>
        <translation>此机器未报告 GPU。</translation>
    </message>
    <message>
        <source>No tunnels yet. They bring the services of the node to this computer.</source>
        <translation>尚无隧道。隧道可将节点的服务带到本机。</translation>
    </message>
    <message>
        <source>This computer needs no tunnels: its services are here already.</source>
        <translation>本机不需要隧道：其服务已在本机。</translation>
    </message>
    <message>
        <source>Memory guard off · Arm…</source>
        <translation>内存守护已关闭 · 启用…</translation>
    </message>
    <message>
        <source>Memory guard is being armed</source>
        <translation>正在启用内存守护</translation>
    </message>
    <message>
        <source>Memory guard armed</source>
        <translation>内存守护已启用</translation>
    </message>
    <message>
        <source>Memory guard acts</source>
        <translation>内存守护正在处理</translation>
    </message>
    <message>
        <source>Memory guard lost</source>
        <translation>内存守护已失联</translation>
    </message>
    <message>
        <source>The memory guard stops the chosen engine, or the newest container on the GPU, before the machine runs out of memory and freezes.</source>
        <translation>内存守护会在机器耗尽内存并卡死之前，停止所选引擎或 GPU 上最新的容器。</translation>
    </message>
    <message>
        <source>Memory guard in practice</source>
        <translation>内存守护演练中</translation>
    </message>
    <message>
        <source>DGX Dashboard</source>
        <translation>DGX Dashboard</translation>
    </message>
    <message>
        <source>Deploy model</source>
        <translation>部署模型</translation>
    </message>
    <message>
        <source>{shown} of {items}</source>
        <translation>{shown}/{items}</translation>
    </message>
    <message>
        <source>GPU load and power</source>
        <translation>GPU 负载与功耗</translation>
    </message>
    <message>
        <source>the source did not report it</source>
        <translation>来源未报告</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>无数据</translation>
    </message>
    <message>
        <source>Available memory, GiB</source>
        <translation>可用内存，GiB</translation>
    </message>
    <message>
        <source>CPU load and available memory</source>
        <translation>CPU 负载与可用内存</translation>
    </message>
    <message>
        <source>, mean of {count}</source>
        <translation>，{count} 个平均</translation>
    </message>
    <message>
        <source>, sum of {count}</source>
        <translation>，{count} 个合计</translation>
    </message>
    <message>
        <source>GPU utilisation{many}, %</source>
        <translation>GPU 利用率{many}，%</translation>
    </message>
    <message>
        <source>Power{total}, W</source>
        <translation>功耗{total}，W</translation>
    </message>
    <message>
        <source>waiting for memory</source>
        <translation>等待内存</translation>
    </message>
    <message>
        <source>pulling</source>
        <translation>正在拉取</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>compiling</source>
        <translation>正在编译</translation>
    </message>
    <message>
        <source>asking for a first token</source>
        <translation>正在请求首个 token</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>View all</source>
        <translation>查看全部</translation>
    </message>
    <message>
        <source>Tunnels</source>
        <translation>隧道</translation>
    </message>
    <message>
        <source>Manage</source>
        <translation>管理</translation>
    </message>
    <message>
        <source>It appears here by itself.</source>
        <translation>会自动显示在这里。</translation>
    </message>
    <message>
        <source>The overview shows memory, GPU, engines and tunnels of a machine while it is connected.</source>
        <translation>机器连接后，概览会显示其内存、GPU、引擎和隧道。</translation>
    </message>
    <message>
        <source>limit {watts} W</source>
        <translation>上限 {watts} W</translation>
    </message>
    <message>
        <source>peak {peak} W</source>
        <translation>峰值 {peak} W</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>The most it was seen to draw since it is connected: it reports no limit to measure by.</source>
        <translation>连接以来测得的最大功耗：未报告可作参照的上限。</translation>
    </message>
    <message numerus="yes">
        <source>%n sensors</source>
        <comment>%n sensor</comment>
        <translation>
            <numerusform>%n 个传感器</numerusform>
        </translation>
    </message>
    <message>
        <source>hottest {celsius} · {sensors}</source>
        <translation>最高 {celsius} · {sensors}</translation>
    </message>
    <message numerus="yes">
        <source>%n cores</source>
        <comment>%n core</comment>
        <translation>
            <numerusform>%n 核</numerusform>
        </translation>
    </message>
    <message>
        <source>{gigahertz} GHz max</source>
        <translation>最高 {gigahertz} GHz</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>RoCE {name}</source>
        <translation>RoCE {name}</translation>
    </message>
    <message>
        <source>Lost</source>
        <comment>a tunnel&apos;s connection</comment>
        <translation>已断开</translation>
    </message>
    <message>
        <source>a free port</source>
        <translation>任一空闲端口</translation>
    </message>
    <message>
        <source>{here} → all that {node} reaches</source>
        <translation>{here} → {node} 可访问的一切</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Open the tunnel</source>
        <translation>打开隧道</translation>
    </message>
    <message>
        <source>{used} of {total}</source>
        <translation>{used} / {total}</translation>
    </message>
    <message>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>to look at</source>
        <translation>需留意</translation>
    </message>
    <message>
        <source>to fix</source>
        <translation>需修复</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>being checked</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Looks for what commonly stands in the way of models: driver, memory, disk, clock, Docker, open services and tokens. Nothing on the node is changed.</source>
        <translation>检查常见的模型运行障碍：驱动、内存、磁盘、时钟、Docker、开放的服务和令牌。不会更改节点上的任何内容。</translation>
    </message>
    <message>
        <source>Pre-flight</source>
        <translation>预检</translation>
    </message>
    <message>
        <source>Check this node</source>
        <translation>检查此节点</translation>
    </message>
    <message>
        <source>Connect the node first.</source>
        <translation>请先连接节点。</translation>
    </message>
    <message>
        <source>Fix…</source>
        <translation>修复…</translation>
    </message>
    <message>
        <source>Repairing…</source>
        <translation>正在修复…</translation>
    </message>
    <message>
        <source>checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>执行</translation>
    </message>
    <message>
        <source>On {name} this runs:</source>
        <translation>将在 {name} 上执行：</translation>
    </message>
    <message>
        <source>Then the session is opened anew: it counts from the next login on.</source>
        <translation>之后会重新打开会话：下次登录起生效。</translation>
    </message>
    <message>
        <source>Where sudo asks for a password, you are given the commands instead.</source>
        <translation>若 sudo 需要密码，则改为提供命令。</translation>
    </message>
    <message>
        <source>Enter this on {name} yourself, as somebody who may use sudo:</source>
        <translation>请以可使用 sudo 的账户在 {name} 上自行输入：</translation>
    </message>
    <message>
        <source>Then disconnect and connect again: it counts from the next login on.</source>
        <translation>然后断开并重新连接：下次登录起生效。</translation>
    </message>
    <message>
        <source>Copy the commands</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Who uses GPU, memory and processor: container, user and command, and how to end it</source>
        <translation>谁在使用 GPU、内存和处理器：容器、用户和命令，以及如何结束</translation>
    </message>
    <message>
        <source>Filter by name, container, user, command or process number</source>
        <translation>按名称、容器、用户、命令或进程号筛选</translation>
    </message>
    <message>
        <source>End the process that is chosen</source>
        <translation>结束选中的进程</translation>
    </message>
    <message>
        <source>Copy its command</source>
        <translation>复制其命令</translation>
    </message>
    <message>
        <source>Take the filter away</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Processes of a machine are listed while it is connected.</source>
        <translation>机器连接后会列出其进程。</translation>
    </message>
    <message>
        <source>Processes appear here by themselves.</source>
        <translation>进程会自动显示在这里。</translation>
    </message>
    <message>
        <source>No process matches</source>
        <translation>没有匹配的进程</translation>
    </message>
    <message>
        <source>the source does not list them</source>
        <translation>来源未列出进程</translation>
    </message>
    <message>
        <source>Processes of {name}: n/a</source>
        <translation>{name} 的进程：不可用</translation>
    </message>
    <message>
        <source>{shown} of {known} processes</source>
        <translation>{shown}/{known} 个进程</translation>
    </message>
    <message>
        <source>{known} processes</source>
        <translation>{known} 个进程</translation>
    </message>
    <message>
        <source>{name} · {count}: all on the GPU, and those that use most memory and processor</source>
        <translation>{name} · {count}：GPU 上的全部进程，以及占用内存和处理器最多的进程</translation>
    </message>
    <message>
        <source>sleeping</source>
        <translation>休眠</translation>
    </message>
    <message>
        <source>waiting for a device</source>
        <translation>等待设备</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>being debugged</source>
        <translation>正在调试</translation>
    </message>
    <message>
        <source>ended, not yet cleared away</source>
        <translation>已结束，尚未清理</translation>
    </message>
    <message>
        <source>0 cores</source>
        <translation>0 核</translation>
    </message>
    <message>
        <source>{cores} cores</source>
        <translation>{cores} 核</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Container or service</source>
        <translation>容器或服务</translation>
    </message>
    <message>
        <source>Container id</source>
        <translation>容器 ID</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>End process…</source>
        <translation>结束进程…</translation>
    </message>
    <message>
        <source>Details of the process</source>
        <translation>进程详情</translation>
    </message>
    <message>
        <source>Everything that can be set, in topics and by search</source>
        <translation>所有可设置的内容，按主题和搜索</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Empty the search</source>
        <translation>清空搜索</translation>
    </message>
    <message>
        <source>n/a</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>Import settings</source>
        <translation>导入设置</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>将要更改的内容</translation>
    </message>
    <message>
        <source>What is left out</source>
        <translation>略过的内容</translation>
    </message>
    <message>
        <source>Not chosen at first: {warning}</source>
        <translation>默认未选：{warning}</translation>
    </message>
    <message numerus="yes">
        <source>Take over %n changes</source>
        <comment>Take over one change</comment>
        <translation>
            <numerusform>应用 %n 项更改</numerusform>
        </translation>
    </message>
    <message>
        <source>What “{file}” would change</source>
        <translation>“{file}”将更改的内容</translation>
    </message>
    <message>
        <source>It was written by a newer version, {version}: what this one does not know is left out.</source>
        <translation>由更新的版本 {version} 写入：此版本不认识的内容会略过。</translation>
    </message>
    <message numerus="yes">
        <source>Left out: %n</source>
        <comment>Left out: %n</comment>
        <translation>
            <numerusform>已略过：%n</numerusform>
        </translation>
    </message>
    <message>
        <source>new, {what}</source>
        <translation>新增，{what}</translation>
    </message>
    <message>
        <source>other options</source>
        <translation>其他选项</translation>
    </message>
    <message numerus="yes">
        <source>%n things are so already.</source>
        <comment>One thing is so already.</comment>
        <translation>
            <numerusform>%n 项已是如此。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>没有更改。</translation>
    </message>
    <message>
        <source>Nothing that was saved here is removed, and no host key is trusted because of it.</source>
        <translation>不会移除此处已保存的内容，也不会因此信任任何主机密钥。</translation>
    </message>
    <message>
        <source>10 GiB</source>
        <translation>10 GiB</translation>
    </message>
    <message>
        <source>Its size is not known yet.</source>
        <translation>尚不清楚其大小。</translation>
    </message>
    <message>
        <source>0.5 GiB</source>
        <translation>0.5 GiB</translation>
    </message>
    <message>
        <source>1 GiB</source>
        <translation>1 GiB</translation>
    </message>
    <message>
        <source>2 GiB</source>
        <translation>2 GiB</translation>
    </message>
    <message>
        <source>5 GiB</source>
        <translation>5 GiB</translation>
    </message>
    <message>
        <source>{size} of {limit}</source>
        <translation>{size}/{limit}</translation>
    </message>
    <message>
        <source>{words}, since {when_text}.</source>
        <translation>{words}，自 {when_text} 起。</translation>
    </message>
    <message>
        <source>Each sample is kept for {samples}, one value per minute for {minute}, one per 15 min for {quarter}, and one per hour until there is no room. Then the oldest and finest go first.</source>
        <translation>每次采样保留 {samples}，每分钟一个值保留 {minute}，每 15 分钟一个值保留 {quarter}，每小时一个值保留到空间用尽。之后先删除最旧、最细的数据。</translation>
    </message>
    <message>
        <source>{words} {lost_rows} rows were lost.</source>
        <translation>{words}丢失了 {lost_rows} 行。</translation>
    </message>
    <message>
        <source>Removed node {key}</source>
        <translation>已移除的节点 {key}</translation>
    </message>
    <message>
        <source>{lost} of it, from {first} to {last}, are deleted from this computer: values, events and incidents. This cannot be undone. Nothing is changed on the machine, and what it reports from now on is kept anew.</source>
        <translation>将从本机删除其中 {lost} 的数据（{first} 至 {last}）：数值、活动记录和事件。此操作无法撤销。机器上不会有任何更改，此后报告的数据会重新保存。</translation>
    </message>
    <message>
        <source>Delete the history of {name}?</source>
        <translation>删除 {name} 的历史？</translation>
    </message>
    <message>
        <source>Delete history</source>
        <translation>删除历史</translation>
    </message>
    <message>
        <source>The history is {size} now. The oldest and finest of its rows are deleted until it is below {limit}. This cannot be undone.</source>
        <translation>历史现为 {size}。将删除其中最旧、最细的行，直到低于 {limit}。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Make the history smaller than {limit}?</source>
        <translation>将历史缩小到 {limit} 以下？</translation>
    </message>
    <message>
        <source>Delete the oldest</source>
        <translation>删除最旧的</translation>
    </message>
    <message>
        <source>Machine whose history shall be deleted</source>
        <translation>要删除历史的机器</translation>
    </message>
    <message>
        <source>Delete its history…</source>
        <translation>删除其历史…</translation>
    </message>
    <message>
        <source>No machine has a history yet</source>
        <translation>尚无机器有历史</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>Add a node…</source>
        <translation>添加节点…</translation>
    </message>
    <message>
        <source>None yet: this computer is there without being saved.</source>
        <translation>尚无：本机无需保存即已存在。</translation>
    </message>
    <message>
        <source>Show all settings</source>
        <translation>显示所有设置</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Reset all…</source>
        <translation>全部重置…</translation>
    </message>
    <message>
        <source>Nothing is called “{query}”</source>
        <translation>没有名为“{query}”的设置</translation>
    </message>
    <message>
        <source>Topics of the settings</source>
        <translation>设置主题</translation>
    </message>
    <message>
        <source>{name}: not known to this version</source>
        <translation>{name}：此版本不认识</translation>
    </message>
    <message>
        <source>{place}: looks like a secret</source>
        <translation>{place}：看起来像机密</translation>
    </message>
    <message>
        <source>{name}: not readable ({error})</source>
        <translation>{name}：无法读取（{error}）</translation>
    </message>
    <message>
        <source>{title}: “{value}” cannot be chosen here</source>
        <translation>{title}：此处不能选择“{value}”</translation>
    </message>
    <message>
        <source>{way} via {hops}</source>
        <translation>{way}（经 {hops}）</translation>
    </message>
    <message>
        <source>{name}: another node is called so here</source>
        <translation>{name}：此处另有同名节点</translation>
    </message>
    <message>
        <source>Tunnel {name}: its node is not known</source>
        <translation>隧道 {name}：其节点未知</translation>
    </message>
    <message>
        <source>Tunnel {name}: its start command, which would run on the node</source>
        <translation>隧道 {name}：其启动命令会在节点上运行</translation>
    </message>
    <message>
        <source>Alert rules</source>
        <translation>警报规则</translation>
    </message>
    <message>
        <source>{title} is “{value}” again.</source>
        <translation>{title}已恢复为“{value}”。</translation>
    </message>
    <message>
        <source>All settings are as they were delivered.</source>
        <translation>所有设置均为默认值。</translation>
    </message>
    <message numerus="yes">
        <source>Reset %n settings?</source>
        <comment>Reset one setting?</comment>
        <translation>
            <numerusform>重置 %n 项设置？</numerusform>
        </translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message numerus="yes">
        <source>%n settings were reset.</source>
        <comment>One setting was reset.</comment>
        <translation>
            <numerusform>已重置 %n 项设置。</numerusform>
        </translation>
    </message>
    <message>
        <source>As they were delivered: {names}. Nodes, tunnels and rules stay as they are.</source>
        <translation>恢复默认值：{names}。节点、隧道和规则保持不变。</translation>
    </message>
    <message>
        <source>So does what would delete something: {names}.</source>
        <translation>会导致删除的设置也保持不变：{names}。</translation>
    </message>
    <message>
        <source>Reset {title}</source>
        <translation>重置{title}</translation>
    </message>
    <message>
        <source>Reset to “{value}”</source>
        <translation>重置为“{value}”</translation>
    </message>
    <message>
        <source>The machines that this program looks after.</source>
        <translation>本程序管理的机器。</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Colours, language and size of the window.</source>
        <translation>窗口的颜色、语言和大小。</translation>
    </message>
    <message>
        <source>Start and tray</source>
        <translation>启动与托盘</translation>
    </message>
    <message>
        <source>When the program starts, and what closing it means.</source>
        <translation>程序何时启动，以及关闭的含义。</translation>
    </message>
    <message>
        <source>Refresh rates</source>
        <translation>刷新频率</translation>
    </message>
    <message>
        <source>How often machines are read, and what is read of them.</source>
        <translation>读取机器的频率，以及读取的内容。</translation>
    </message>
    <message>
        <source>What is kept of the machines on this computer.</source>
        <translation>本机上保留的机器数据。</translation>
    </message>
    <message>
        <source>When this desktop is told of something.</source>
        <translation>何时在桌面上通知。</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>密钥环</translation>
    </message>
    <message>
        <source>Where passwords and tokens are kept; never in a file of ours.</source>
        <translation>密码和令牌的保存位置；绝不在本程序的文件中。</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Newer versions.</source>
        <translation>更新的版本。</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>What stays on this computer, and where.</source>
        <translation>保留在本机的内容及位置。</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Keys of this window, and one for all programs.</source>
        <translation>本窗口的按键，以及一个适用于所有程序的按键。</translation>
    </message>
    <message>
        <source>Settings (*.json);;All files (*)</source>
        <translation>设置 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Export the settings</source>
        <translation>导出设置</translation>
    </message>
    <message>
        <source>Settings were exported to {name}.</source>
        <translation>设置已导出到 {name}。</translation>
    </message>
    <message>
        <source>Left out, as it looks like a secret: {places}.</source>
        <translation>看起来像机密，已略过：{places}。</translation>
    </message>
    <message>
        <source>No password and no token is in it: these stay in the keyring.</source>
        <translation>其中没有密码和令牌：它们留在密钥环中。</translation>
    </message>
    <message numerus="yes">
        <source>%n changes were taken over.</source>
        <comment>One change was taken over.</comment>
        <translation>
            <numerusform>已应用 %n 项更改。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changes could not be made.</source>
        <comment>One change was not made.</comment>
        <translation>
            <numerusform>%n 项更改未能完成。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} could not be written: {reason}.</source>
        <translation>无法写入 {name}：{reason}。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{name} is no file.</source>
        <translation>{name} 不是文件。</translation>
    </message>
    <message>
        <source>{name} could not be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>From the next start of the program on.</source>
        <translation>下次启动程序时生效。</translation>
    </message>
    <message>
        <source>Saved nodes</source>
        <translation>已保存的节点</translation>
    </message>
    <message>
        <source>Open one to edit its address, its routes and what is read of it.</source>
        <translation>打开即可编辑其地址、路径和读取内容。</translation>
    </message>
    <message>
        <source>machines add remove address route ssh</source>
        <translation>机器 添加 移除 地址 路径 ssh</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Of the window. The command line and the log speak English.</source>
        <translation>窗口的语言。命令行和日志使用英文。</translation>
    </message>
    <message>
        <source>english german chinese translation</source>
        <translation>英文 德文 中文 翻译 english german chinese</translation>
    </message>
    <message>
        <source>Size of text and controls</source>
        <translation>文字和控件大小</translation>
    </message>
    <message>
        <source>On top of what the desktop asks for.</source>
        <translation>在桌面缩放之外另行调整。</translation>
    </message>
    <message>
        <source>zoom font large scale</source>
        <translation>缩放 字体 放大 比例</translation>
    </message>
    <message>
        <source>Text of terminals</source>
        <translation>终端文字</translation>
    </message>
    <message>
        <source>Its height in terminals opened from now on; Ctrl and + or - change an open one.</source>
        <translation>此后打开的终端中的文字高度；Ctrl 和 + 或 - 可更改已打开的终端。</translation>
    </message>
    <message>
        <source>font size shell</source>
        <translation>字体 大小 Shell</translation>
    </message>
    <message>
        <source>every 5 s</source>
        <translation>每 5 s</translation>
    </message>
    <message>
        <source>Now: {rate}.</source>
        <translation>当前：{rate}。</translation>
    </message>
    <message>
        <source>Read nodes</source>
        <translation>读取节点</translation>
    </message>
    <message>
        <source>More often costs more of both machines. A connected node follows at once.</source>
        <translation>越频繁，两端机器的开销越大。已连接的节点立即生效。</translation>
    </message>
    <message>
        <source>sampling interval telemetry frequency hertz</source>
        <translation>采样 间隔 遥测 频率 赫兹</translation>
    </message>
    <message>
        <source>Look for exporters and engines</source>
        <translation>查找 exporter 和引擎</translation>
    </message>
    <message>
        <source>DCGM, node exporter and model servers that a node runs, from its next session on.</source>
        <translation>节点上运行的 DCGM、node exporter 和模型服务器，从下次会话起生效。</translation>
    </message>
    <message>
        <source>prometheus metrics vllm dcgm source</source>
        <translation>prometheus 指标 vllm dcgm 来源</translation>
    </message>
    <message>
        <source>Largest size of the history</source>
        <translation>历史的最大大小</translation>
    </message>
    <message>
        <source>Above it the oldest and finest values go first.</source>
        <translation>超出时先删除最旧、最细的值。</translation>
    </message>
    <message>
        <source>disk database gib keep</source>
        <translation>磁盘 数据库 gib 保留</translation>
    </message>
    <message>
        <source>History of a machine</source>
        <translation>机器的历史</translation>
    </message>
    <message>
        <source>Whose history is kept; a removed node&apos;s stays until it is deleted here.</source>
        <translation>已保存历史的机器；已移除节点的历史会保留，直到在此删除。</translation>
    </message>
    <message>
        <source>delete forget privacy</source>
        <translation>删除 清除 隐私</translation>
    </message>
    <message>
        <source>Desktop notifications are off.</source>
        <translation>桌面通知已关闭。</translation>
    </message>
    <message>
        <source>There are no quiet hours.</source>
        <translation>没有免打扰时段。</translation>
    </message>
    <message>
        <source>Desktop notifications</source>
        <translation>桌面通知</translation>
    </message>
    <message>
        <source>Shown while this window is not active.</source>
        <translation>本窗口不在前台时显示。</translation>
    </message>
    <message>
        <source>alert toast popup</source>
        <translation>警报 通知 弹窗</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>免打扰时段</translation>
    </message>
    <message>
        <source>Only what is critical is told on the desktop then.</source>
        <translation>此时段内桌面只通知严重事项。</translation>
    </message>
    <message>
        <source>night do not disturb</source>
        <translation>夜间 勿扰</translation>
    </message>
    <message>
        <source>Local time of this computer.</source>
        <translation>本机的本地时间。</translation>
    </message>
    <message>
        <source>Local time of this computer; on the next day where it is earlier.</source>
        <translation>本机的本地时间；若更早则为次日。</translation>
    </message>
    <message>
        <source>Alerts that are told</source>
        <translation>通知的警报</translation>
    </message>
    <message>
        <source>In the window and on the desktop; the Alerts pane lists all of them.</source>
        <translation>在窗口中和桌面上；“警报”面板列出全部。</translation>
    </message>
    <message>
        <source>From warnings on</source>
        <translation>警告及以上</translation>
    </message>
    <message>
        <source>severity warning</source>
        <translation>严重程度 警告</translation>
    </message>
    <message>
        <source>Secrets are held until the program ends and asked for again: {reason}.</source>
        <translation>机密保留到程序退出，之后需再次输入：{reason}。</translation>
    </message>
    <message numerus="yes">
        <source>%n secrets are kept in it.</source>
        <comment>One secret is kept in it.</comment>
        <translation>
            <numerusform>其中保存了 %n 个机密。</numerusform>
        </translation>
    </message>
    <message>
        <source>It is locked or not set up: the desktop asks before it is used.</source>
        <translation>它已锁定或未设置：使用前桌面会询问。</translation>
    </message>
    <message>
        <source>Keyring in use</source>
        <translation>使用的密钥环</translation>
    </message>
    <message>
        <source>Passwords, passphrases and tokens that you chose to keep are here, and only here.</source>
        <translation>选择保存的密码、口令短语和令牌都在这里，且仅在这里。</translation>
    </message>
    <message>
        <source>password token secret service kwallet keychain credential</source>
        <translation>密码 令牌机密 secret service kwallet keychain 凭据</translation>
    </message>
    <message>
        <source>Where settings are kept</source>
        <translation>设置的保存位置</translation>
    </message>
    <message>
        <source>One file with nodes, tunnels and choices, without any secret.</source>
        <translation>一个包含节点、隧道和选项的文件，不含任何机密。</translation>
    </message>
    <message>
        <source>file path json folder</source>
        <translation>文件 路径 json 文件夹</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Shells of your machines, over the connection that is there</source>
        <translation>各机器的 Shell，使用现有连接</translation>
    </message>
    <message>
        <source>Open a shell of the current node</source>
        <translation>打开当前节点的 Shell</translation>
    </message>
    <message>
        <source>Close the shell that is shown</source>
        <translation>关闭显示的 Shell</translation>
    </message>
    <message>
        <source>Search or run a command: Ctrl+K belongs to the shell</source>
        <translation>搜索或执行命令：Ctrl+K 归 Shell 使用</translation>
    </message>
    <message>
        <source>Show the shell beside</source>
        <translation>显示相邻的 Shell</translation>
    </message>
    <message>
        <source>Copy, paste</source>
        <translation>复制，粘贴</translation>
    </message>
    <message>
        <source>Find in what was printed</source>
        <translation>在输出中查找</translation>
    </message>
    <message>
        <source>Scroll; Shift+Home and Shift+End go to the ends</source>
        <translation>滚动；Shift+Home 和 Shift+End 跳到两端</translation>
    </message>
    <message>
        <source>Larger, smaller, normal text</source>
        <translation>放大、缩小、恢复文字</translation>
    </message>
    <message>
        <source>Open a web address</source>
        <translation>打开网址</translation>
    </message>
    <message>
        <source>Ctrl+click</source>
        <translation>Ctrl+单击</translation>
    </message>
    <message>
        <source>Select where a program takes the mouse</source>
        <translation>在程序占用鼠标时进行选择</translation>
    </message>
    <message>
        <source>Shift+drag</source>
        <translation>Shift+拖动</translation>
    </message>
    <message>
        <source>Leave the terminal: Tab belongs to the shell</source>
        <translation>离开终端：Tab 归 Shell 使用</translation>
    </message>
    <message>
        <source>Shell of {name}</source>
        <translation>{name} 的 Shell</translation>
    </message>
    <message>
        <source>Shells</source>
        <translation>Shell</translation>
    </message>
    <message>
        <source>No shell is open</source>
        <translation>没有打开的 Shell</translation>
    </message>
    <message>
        <source>System terminal</source>
        <translation>系统终端</translation>
    </message>
    <message>
        <source>Open this computer&apos;s own terminal, logged in to the node</source>
        <translation>打开本机自带的终端并登录到节点</translation>
    </message>
    <message>
        <source>New shell</source>
        <translation>新建 Shell</translation>
    </message>
    <message>
        <source>Close the shell of {name}</source>
        <translation>关闭 {name} 的 Shell</translation>
    </message>
    <message>
        <source>“{title}” on {name} is hung up, as when a connection ends. It may lose its work.</source>
        <translation>{name} 上的“{title}”会被挂断，如同连接结束。其工作可能丢失。</translation>
    </message>
    <message>
        <source>What runs in it on {name} is hung up, as when a connection ends. It may lose its work.</source>
        <translation>{name} 上在其中运行的程序会被挂断，如同连接结束。其工作可能丢失。</translation>
    </message>
    <message>
        <source>What runs in it</source>
        <translation>其中运行的程序</translation>
    </message>
    <message>
        <source>Close this shell?</source>
        <translation>关闭此 Shell？</translation>
    </message>
    <message>
        <source>1 shell</source>
        <translation>1 个 Shell</translation>
    </message>
    <message>
        <source>{running} shells</source>
        <translation>{running} 个 Shell</translation>
    </message>
    <message>
        <source>{name} · {shells} running</source>
        <translation>{name} · {shells} 运行中</translation>
    </message>
    <message>
        <source>, over the connection there is: no second login</source>
        <translation>，使用现有连接：无需再次登录</translation>
    </message>
    <message>
        <source>A shell on {name} opens here{way}. Colours, mouse, search and 10,000 lines of history are part of it.</source>
        <translation>{name} 的 Shell 在此打开{way}。支持颜色、鼠标、搜索和 10,000 行历史。</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>正在打开</translation>
    </message>
    <message>
        <source>Open</source>
        <comment>state of a tunnel</comment>
        <translation>已打开</translation>
    </message>
    <message>
        <source>Waiting for {node}</source>
        <translation>等待 {node}</translation>
    </message>
    <message numerus="yes">
        <source>%n tunnels</source>
        <comment>%n tunnel</comment>
        <translation>
            <numerusform>%n 个隧道</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} 个等待中</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>{count} 个失败</translation>
    </message>
    <message>
        <source>Open the services of a node here, at addresses that stay the same</source>
        <translation>在本机打开节点的服务，地址保持不变</translation>
    </message>
    <message>
        <source>Open the tunnel&apos;s page in the browser, or a tunnel to the service</source>
        <translation>在浏览器中打开隧道的页面，或打开通往服务的隧道</translation>
    </message>
    <message>
        <source>Open or close the tunnel</source>
        <translation>打开或关闭隧道</translation>
    </message>
    <message>
        <source>Copy the local address</source>
        <translation>复制本地地址</translation>
    </message>
    <message>
        <source>Edit the tunnel</source>
        <translation>编辑隧道</translation>
    </message>
    <message>
        <source>Remove the tunnel</source>
        <translation>移除隧道</translation>
    </message>
    <message>
        <source>Fold and unfold an app with several ports</source>
        <translation>展开或折叠含多个端口的应用</translation>
    </message>
    <message>
        <source>Look again at what listens on the node</source>
        <translation>重新查看节点上的监听</translation>
    </message>
    <message>
        <source>Add a tunnel</source>
        <translation>添加隧道</translation>
    </message>
    <message>
        <source>1 connection is</source>
        <translation>1 个连接</translation>
    </message>
    <message>
        <source>{busy} connections are</source>
        <translation>{busy} 个连接</translation>
    </message>
    <message>
        <source>Remove {name_of}?</source>
        <translation>移除 {name_of}？</translation>
    </message>
    <message>
        <source>{many} open through it. Removing it ends what uses them.</source>
        <translation>有 {many}正通过它打开。移除会中断使用它们的程序。</translation>
    </message>
    <message>
        <source>{name_of} was removed.</source>
        <translation>已移除 {name_of}。</translation>
    </message>
    <message>
        <source>No tunnels yet. Open one to a service below, or add one: its local address stays the same.</source>
        <translation>尚无隧道。可打开通往下方服务的隧道，或自行添加：其本地地址保持不变。</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Look again at what listens on the node (F5)</source>
        <translation>重新查看节点上的监听 (F5)</translation>
    </message>
    <message>
        <source>Services on {node}</source>
        <translation>服务：{node}</translation>
    </message>
    <message>
        <source>Looking at what listens…</source>
        <translation>正在查看监听…</translation>
    </message>
    <message numerus="yes">
        <source>%n ports listen</source>
        <comment>%n port listens</comment>
        <translation>
            <numerusform>%n 个端口在监听</numerusform>
        </translation>
    </message>
    <message>
        <source>seen at {clock}</source>
        <translation>查看于 {clock}</translation>
    </message>
    <message>
        <source>{seen} when last seen, at {clock}</source>
        <translation>{seen}，最后查看于 {clock}</translation>
    </message>
    <message>
        <source>What listens on {node} is seen once it is connected.</source>
        <translation>连接 {node} 后可查看其上的监听。</translation>
    </message>
    <message>
        <source>Nothing listens on {node}. Start a service there, for example JupyterLab from the DGX Dashboard or a model server, and look again. A port that is not used yet can be added as a tunnel already.</source>
        <translation>{node} 上没有监听。请在该处启动服务，例如 DGX Dashboard 中的 JupyterLab 或模型服务器，然后重新查看。尚未使用的端口也可以先添加为隧道。</translation>
    </message>
    <message>
        <source>No web page</source>
        <translation>无网页</translation>
    </message>
    <message>
        <source>One port</source>
        <translation>单个端口</translation>
    </message>
    <message>
        <source>SOCKS proxy</source>
        <translation>SOCKS 代理</translation>
    </message>
    <message>
        <source>Add a tunnel to {name}</source>
        <translation>添加到 {name} 的隧道</translation>
    </message>
    <message>
        <source>Add and open</source>
        <translation>添加并打开</translation>
    </message>
    <message>
        <source>as it was</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>“{typed}” is not a local port.</source>
        <translation>“{typed}”不是本地端口。</translation>
    </message>
    <message>
        <source>“{typed}” is not a port of the node.</source>
        <translation>“{typed}”不是节点的端口。</translation>
    </message>
    <message>
        <source>Run this on {name}?</source>
        <translation>在 {name} 上执行？</translation>
    </message>
    <message>
        <source>{start_command}

It is started on {name} as {user} before the tunnel opens, unless the service answers already, and it is written to the audit log. You are not asked again until it changes.</source>
        <translation>{start_command}

除非服务已有响应，隧道打开前会在 {name} 上以 {user} 身份启动，并记入审计日志。更改之前不再询问。</translation>
    </message>
    <message>
        <source>Use this command</source>
        <translation>使用此命令</translation>
    </message>
    <message>
        <source>Runs on {name} before the tunnel opens, unless the service answers already. You are asked before it is used.</source>
        <translation>除非服务已有响应，隧道打开前会在 {name} 上运行。使用前会询问。</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>chosen once, then kept</source>
        <translation>选定一次后保持</translation>
    </message>
    <message>
        <source>Local port</source>
        <translation>本地端口</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>As the node sees it; 127.0.0.1 is itself.</source>
        <translation>从节点看到的地址；127.0.0.1 即其自身。</translation>
    </message>
    <message>
        <source>Path of the page</source>
        <translation>页面路径</translation>
    </message>
    <message>
        <source>App</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Tunnels of one app open and close together.</source>
        <translation>同一应用的隧道一起打开和关闭。</translation>
    </message>
    <message>
        <source>Start command</source>
        <translation>启动命令</translation>
    </message>
    <message>
        <source>Token of the page</source>
        <translation>页面令牌</translation>
    </message>
    <message>
        <source>Part of its address. Kept in the keyring only.</source>
        <translation>其地址的一部分。仅保存在密钥环中。</translation>
    </message>
    <message>
        <source>Same port here: the service breaks on another one</source>
        <translation>本机使用相同端口：服务在其他端口上无法工作</translation>
    </message>
    <message>
        <source>Open whenever the node is connected</source>
        <translation>节点连接时自动打开</translation>
    </message>
    <message>
        <source>No tunnel is open</source>
        <translation>没有打开的隧道</translation>
    </message>
    <message>
        <source>Open tunnels keep their addresses.</source>
        <translation>打开的隧道会保持其地址。</translation>
    </message>
    <message>
        <source>Connecting to {name}.</source>
        <translation>正在连接 {name}。</translation>
    </message>
    <message>
        <source>Trying to reach {name} again.</source>
        <translation>正在再次尝试连接 {name}。</translation>
    </message>
    <message>
        <source>Trying to reach {name}.</source>
        <translation>正在尝试连接 {name}。</translation>
    </message>
    <message>
        <source>No tunnel is needed: what runs on this computer opens directly</source>
        <translation>无需隧道：本机上运行的服务可直接打开</translation>
    </message>
    <message>
        <source>Tunnels bring the services of a machine here: the DGX Dashboard, Jupyter, model servers. Each keeps its local address, also after sleep and restarts.</source>
        <translation>隧道可将机器的服务带到本机：DGX Dashboard、Jupyter、模型服务器。每个隧道都保持其本地地址，休眠和重启后也不变。</translation>
    </message>
    <message>
        <source>Connect it to see what listens on it, and to open the pages of its services.</source>
        <translation>连接后可查看其上的监听，并打开其服务的页面。</translation>
    </message>
    <message>
        <source>name or port, for example Ollama</source>
        <translation>名称或端口，例如 Ollama</translation>
    </message>
    <message>
        <source>Known services</source>
        <translation>已知服务</translation>
    </message>
    <message>
        <source>Or fill in the fields for a service of your own.</source>
        <translation>或为自己的服务填写各字段。</translation>
    </message>
    <message>
        <source>Known service</source>
        <translation>已知服务</translation>
    </message>
    <message>
        <source>{name}, port {port}</source>
        <translation>{name}，端口 {port}</translation>
    </message>
    <message>
        <source>Service, by its port</source>
        <translation>服务（按端口）</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>所有者</translation>
    </message>
    <message>
        <source>Reached from</source>
        <translation>可访问来源</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>{service}, port {port}</source>
        <translation>{service}，端口 {port}</translation>
    </message>
    <message>
        <source>tunnel at {address}</source>
        <translation>隧道位于 {address}</translation>
    </message>
    <message>
        <source>Try in browser</source>
        <translation>在浏览器中尝试</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>The port belongs to another account; the system does not say to which program.</source>
        <translation>该端口属于其他账户；系统未说明属于哪个程序。</translation>
    </message>
    <message>
        <source>Tunnel</source>
        <translation>隧道</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>流量</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Last check</source>
        <translation>上次检查</translation>
    </message>
    <message>
        <source>one app, ports {ports}</source>
        <translation>一个应用，端口 {ports}</translation>
    </message>
    <message>
        <source>opens with the node</source>
        <translation>随节点打开</translation>
    </message>
    <message>
        <source>The last connection failed: {failed}.</source>
        <translation>上次连接失败：{failed}。</translation>
    </message>
    <message>
        <source>Check tries the service once.</source>
        <translation>“检查”会尝试一次该服务。</translation>
    </message>
    <message>
        <source>Copy its local address</source>
        <translation>复制其本地地址</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Try whether the service answers</source>
        <translation>测试服务是否响应</translation>
    </message>
    <message>
        <source>Try to open the tunnel again</source>
        <translation>再次尝试打开隧道</translation>
    </message>
    <message>
        <source>Change this tunnel</source>
        <translation>更改此隧道</translation>
    </message>
    <message>
        <source>Remove this tunnel</source>
        <translation>移除此隧道</translation>
    </message>
    <message>
        <source>Listen on the local port</source>
        <translation>在本地端口上监听</translation>
    </message>
    <message>
        <source>Close tunnel</source>
        <translation>关闭隧道</translation>
    </message>
    <message>
        <source>Stop listening on the local port</source>
        <translation>停止在本地端口上监听</translation>
    </message>
    <message>
        <source>all that {node} reaches</source>
        <translation>{node} 可访问的一切</translation>
    </message>
    <message>
        <source>{host}:{remote_port} through {node}</source>
        <translation>{host}:{remote_port}，经由 {node}</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>{down} came from the node and {up} went there since the tunnel was opened.</source>
        <translation>隧道打开以来，从节点接收 {down}，向其发送 {up}。</translation>
    </message>
    <message>
        <source>{connections_total} in total</source>
        <translation>共 {connections_total}</translation>
    </message>
    <message>
        <source>{connections_waiting} waiting</source>
        <translation>{connections_waiting} 个等待</translation>
    </message>
    <message>
        <source>{connections_open} open</source>
        <translation>{connections_open} 个打开</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>at {clock}</source>
        <translation>于 {clock}</translation>
    </message>
    <message>
        <source>Checked at {clock}: {words}.</source>
        <translation>检查于 {clock}：{words}。</translation>
    </message>
    <message>
        <source>{opened} of {phases} open</source>
        <translation>已打开 {opened}/{phases}</translation>
    </message>
    <message>
        <source>Unknown service</source>
        <translation>未知服务</translation>
    </message>
    <message>
        <source>no service is known by this port</source>
        <translation>此端口没有已知服务</translation>
    </message>
    <message>
        <source>known by its port</source>
        <translation>按端口识别</translation>
    </message>
    <message>
        <source>container {container}</source>
        <translation>容器 {container}</translation>
    </message>
    <message>
        <source>another account&apos;s</source>
        <translation>属于其他账户</translation>
    </message>
    <message>
        <source>this computer only</source>
        <translation>仅本机</translation>
    </message>
    <message>
        <source>this node only</source>
        <translation>仅此节点</translation>
    </message>
    <message>
        <source>its whole network</source>
        <translation>整个网络</translation>
    </message>
    <message>
        <source>A tunnel reaches it on 127.0.0.1 of the node too.</source>
        <translation>通过隧道也能访问节点 127.0.0.1 上的该端口。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Three steps to a new Spark: find it, connect, check what stands in the way</source>
        <translation>三步接入新的 Spark：查找、连接、检查障碍</translation>
    </message>
    <message>
        <source>You are asked to compare the machine&apos;s key once, and for a password where no key of yours is let in.</source>
        <translation>需要核对一次机器的密钥；若没有可用的密钥，还需输入密码。</translation>
    </message>
    <message>
        <source>Another machine</source>
        <translation>其他机器</translation>
    </message>
    <message>
        <source>Change how it is reached</source>
        <translation>更改连接方式</translation>
    </message>
    <message>
        <source>It is tried again by itself: a new Spark needs 3 to 4 minutes at its first start.</source>
        <translation>会自动重试：新的 Spark 首次启动需要 3 到 4 分钟。</translation>
    </message>
    <message>
        <source>A name or an address, with the port behind a colon where it is not 22.</source>
        <translation>名称或地址；端口不是 22 时，在冒号后写明。</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Your account on that machine.</source>
        <translation>在该机器上的账户。</translation>
    </message>
    <message>
        <source>Jump hosts, a key file, import…</source>
        <translation>跳板机、密钥文件、导入…</translation>
    </message>
    <message>
        <source>{name}, as it was found. Enter your account and connect.</source>
        <translation>已选择发现的 {name}。请输入账户并连接。</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Show its charts</source>
        <translation>显示图表</translation>
    </message>
    <message>
        <source>is charted, too: it is read now.</source>
        <translation>也有图表：正在读取。</translation>
    </message>
    <message>
        <source>is charted already: CPU {cpu}, memory {used} of {total}</source>
        <translation>已有图表：CPU {cpu}，内存 {used} / {total}</translation>
    </message>
    <message>
        <source>Welcome to {name}</source>
        <translation>欢迎使用 {name}</translation>
    </message>
    <message>
        <source>Three steps to your Spark. Nothing is installed on it.</source>
        <translation>三步接入 Spark。不会在其上安装任何内容。</translation>
    </message>
    <message>
        <source>Show the charts of this computer</source>
        <translation>显示本机的图表</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Choose it, or enter its address.</source>
        <translation>从列表选择，或输入其地址。</translation>
    </message>
    <message>
        <source>Compare its key once, then sign in.</source>
        <translation>核对一次密钥，然后登录。</translation>
    </message>
    <message>
        <source>See what stands in the way of models.</source>
        <translation>查看运行模型的障碍。</translation>
    </message>
    <message>
        <source>Step {number} of {all}: {title}</source>
        <translation>第 {number} 步，共 {all} 步：{title}</translation>
    </message>
    <message>
        <source>Chart {name}</source>
        <translation>图表 {name}</translation>
    </message>
    <message>
        <source>{percent} busy</source>
        <translation>{percent} 忙碌</translation>
    </message>
    <message>
        <source>{disk_size} free</source>
        <translation>{disk_size} 可用</translation>
    </message>
    <message>
        <source>link {rate}</source>
        <translation>链路 {rate}</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>In</source>
        <translation>流入</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>流出</translation>
    </message>
    <message>
        <source>sum of {engines} engines</source>
        <translation>{engines} 个引擎合计</translation>
    </message>
    <message>
        <source> · {running} running</source>
        <translation> · {running} 个运行中</translation>
    </message>
    <message>
        <source>Generated tokens</source>
        <translation>生成的 token</translation>
    </message>
    <message>
        <source>{} traffic</source>
        <translation>{} 流量</translation>
    </message>
    <message>
        <source>{} busy</source>
        <translation>{} 忙碌</translation>
    </message>
    <message>
        <source>{} used</source>
        <translation>{} 已用</translation>
    </message>
    <message>
        <source>Swap traffic</source>
        <translation>交换流量</translation>
    </message>
    <message>
        <source>CPU clocks</source>
        <translation>CPU 频率</translation>
    </message>
    <message>
        <source>Requests, port {}</source>
        <translation>请求，端口 {}</translation>
    </message>
    <message>
        <source>Tokens, port {}</source>
        <translation>Token，端口 {}</translation>
    </message>
    <message>
        <source>Generated</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>{word} of {count}</source>
        <translation>{word}（共 {count}）</translation>
    </message>
    <message>
        <source>{word} of {known} of {count}</source>
        <translation>{word}（{count} 中的 {known}）</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>limit {limit} W</source>
        <translation>上限 {limit} W</translation>
    </message>
    <message>
        <source>limit n/a on GB10</source>
        <translation>GB10 上限不可用</translation>
    </message>
    <message>
        <source>limit n/a</source>
        <translation>上限不可用</translation>
    </message>
    <message>
        <source>highest</source>
        <translation>最高</translation>
    </message>
    <message>
        <source>not throttled</source>
        <translation>未降频</translation>
    </message>
    <message>
        <source>of {memory}</source>
        <translation>共 {memory}</translation>
    </message>
    <message>
        <source>GPU power</source>
        <translation>GPU 功率</translation>
    </message>
    <message>
        <source>GPU clock</source>
        <translation>GPU 频率</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>已用内存</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>交换空间</translation>
    </message>
    <message>
        <source>Memory pressure</source>
        <translation>内存压力</translation>
    </message>
    <message>
        <source>tasks waiting, last 10 s</source>
        <translation>等待中的任务，最近 10 s</translation>
    </message>
    <message>
        <source>Memory map</source>
        <translation>内存分布图</translation>
    </message>
    <message>
        <source>+ {left_out} more</source>
        <translation>+ 另外 {left_out} 项</translation>
    </message>
    <message>
        <source> · process {pid}</source>
        <translation> · 进程 {pid}</translation>
    </message>
    <message>
        <source>guard {memory}</source>
        <translation>守护 {memory}</translation>
    </message>
    <message>
        <source>Unified memory</source>
        <translation>统一内存</translation>
    </message>
    <message>
        <source>{total}, use n/a</source>
        <translation>{total}，用量不可用</translation>
    </message>
    <message>
        <source>{used} of {total} in use</source>
        <translation>已用 {used} / {total}</translation>
    </message>
    <message>
        <source>{memory} available</source>
        <translation>可用 {memory}</translation>
    </message>
    <message>
        <source>{text}: {free} free, {reclaimable} reclaimable cache</source>
        <translation>{text}：空闲 {free}，可回收缓存 {reclaimable}</translation>
    </message>
    <message>
        <source>Swap {used_text} of {size}</source>
        <translation>交换空间 {used_text} / {size}</translation>
    </message>
    <message>
        <source>No swap</source>
        <translation>无交换空间</translation>
    </message>
    <message>
        <source>{into} in, {out} out</source>
        <translation>换入 {into}，换出 {out}</translation>
    </message>
    <message>
        <source>memory pressure {percent}</source>
        <translation>内存压力 {percent}</translation>
    </message>
    <message>
        <source>Memory that this program allocated on the GPU. CPU and GPU share one pool here, so it is taken from the machine&apos;s memory.</source>
        <translation>该程序在 GPU 上分配的内存。此处 CPU 与 GPU 共用内存池，因此占用的是机器的内存。</translation>
    </message>
    <message>
        <source>Windows and desktop of the machine&apos;s own screen, drawn by the GPU.</source>
        <translation>机器自身屏幕的窗口和桌面，由 GPU 绘制。</translation>
    </message>
    <message>
        <source>Memory that programs hold for themselves and share with each other, without what they have on the GPU.</source>
        <translation>程序自身持有及相互共享的内存，不含其在 GPU 上的部分。</translation>
    </message>
    <message>
        <source>Tables and buffers of the kernel: its bookkeeping of files, processes and memory pages.</source>
        <translation>内核的表和缓冲区：用于管理文件、进程和内存页。</translation>
    </message>
    <message>
        <source>Large pages that were set aside. Nothing else can use them, taken or not.</source>
        <translation>预留的大页。无论是否占用，其他程序都无法使用。</translation>
    </message>
    <message>
        <source>Files that were read or written lately. It speeds up the next read and is given back by itself as soon as a program needs the memory.</source>
        <translation>最近读写过的文件。可加快下次读取，程序需要内存时会自动释放。</translation>
    </message>
    <message>
        <source>Used by nothing at all. Little of it is normal: the kernel fills it with page cache. What counts is what is available.</source>
        <translation>完全空闲。数值较小属正常：内核会用页缓存填充。应以可用内存为准。</translation>
    </message>
    <message>
        <source>Memory that the GPU driver keeps after a program that used it has ended, in no process and in no line of /proc/meminfo.</source>
        <translation>使用它的程序结束后，仍被 GPU 驱动保留的内存，不属于任何进程，也不在 /proc/meminfo 的任何一行中。</translation>
    </message>
    <message>
        <source>In no line of /proc/meminfo. The driver keeps it, or it belongs to programs on the GPU that this account or source does not see.</source>
        <translation>不在 /proc/meminfo 的任何一行中。可能被驱动保留，或属于该账户或来源看不到的 GPU 程序。</translation>
    </message>
    <message>
        <source>Unload its model or stop its container or service to get the memory back. Ending the process works, too, and loses its requests.</source>
        <translation>卸载其模型，或停止其容器或服务以收回内存。结束进程也可以，但会丢失其请求。</translation>
    </message>
    <message>
        <source>Where nobody looks at that screen, the desktop can be closed until the next start.</source>
        <translation>若无人使用该屏幕，可关闭桌面直到下次启动。</translation>
    </message>
    <message>
        <source>The Processes pane lists the largest ones.</source>
        <translation>“进程”面板列出占用最多的进程。</translation>
    </message>
    <message>
        <source>Nothing is to be done as long as it stays small.</source>
        <translation>只要数值较小，无需处理。</translation>
    </message>
    <message>
        <source>Those that nothing uses can be given back.</source>
        <translation>未使用的可以释放。</translation>
    </message>
    <message>
        <source>There is rarely a reason to empty it: it counts as available already. It can help where CUDA counts cached memory as used. Never while a model is loading.</source>
        <translation>很少需要清空：它已计入可用内存。若 CUDA 把缓存算作已用，清空可能有帮助。切勿在加载模型时进行。</translation>
    </message>
    <message>
        <source>The memory guard stops an engine before what is available runs out.</source>
        <translation>内存守护会在可用内存耗尽前停止一个引擎。</translation>
    </message>
    <message>
        <source>The next program on the GPU uses it again. If memory is short, end what still has the GPU open: the driver gives it back then. Where nothing has, only a restart helps.</source>
        <translation>下一个 GPU 程序会重新使用它。内存紧张时，请结束仍打开 GPU 的程序：驱动随后会释放。若没有这样的程序，只能重启。</translation>
    </message>
    <message>
        <source>{memory}, {percent} of memory</source>
        <translation>{memory}，占内存的 {percent}</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>, limit {watts}</source>
        <translation>，上限 {watts}</translation>
    </message>
    <message>
        <source>Power rails</source>
        <translation>供电轨</translation>
    </message>
    <message>
        <source>load {load}</source>
        <translation>负载 {load}</translation>
    </message>
    <message>
        <source>{clusters} core {number}</source>
        <translation>{clusters} 核心 {number}</translation>
    </message>
    <message>
        <source>Core {number}</source>
        <translation>核心 {number}</translation>
    </message>
    <message>
        <source>busiest core</source>
        <translation>最忙的核心</translation>
    </message>
    <message>
        <source>busiest of {kinds}</source>
        <translation>{kinds} 中最忙的</translation>
    </message>
    <message>
        <source>CPU cores</source>
        <translation>CPU 核心</translation>
    </message>
    <message>
        <source>no data: {why}</source>
        <translation>无数据：{why}</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>未记录</translation>
    </message>
    <message>
        <source>not kept before {when_text}</source>
        <translation>{when_text} 之前未保留</translation>
    </message>
    <message>
        <source>GPU temperature</source>
        <translation>GPU 温度</translation>
    </message>
    <message>
        <source>Hottest sensor</source>
        <translation>最热的传感器</translation>
    </message>
    <message>
        <source>, {names} drawn</source>
        <translation>，绘制 {names} 个</translation>
    </message>
    <message>
        <source>{sensors}, up to {celsius}</source>
        <translation>{sensors}，最高 {celsius}</translation>
    </message>
    <message>
        <source>{duration} ago</source>
        <translation>{duration} 前</translation>
    </message>
    <message>
        <source>The node does not run our command to read its authorized keys.</source>
        <translation>节点未执行读取其授权密钥的命令。</translation>
    </message>
    <message>
        <source>Its login shell may be restricted. Add the key by hand: see the public key&apos;s file.</source>
        <translation>其登录 Shell 可能受限。请手动添加密钥：见公钥文件。</translation>
    </message>
    <message>
        <source>The node&apos;s authorized keys were not read whole.</source>
        <translation>未能完整读取节点的授权密钥。</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <source>status {exit_status}</source>
        <translation>状态 {exit_status}</translation>
    </message>
    <message>
        <source>{path} was not changed: {reason}.</source>
        <translation>{path} 未更改：{reason}。</translation>
    </message>
    <message>
        <source>Check free space and who owns it on the node, then try again.</source>
        <translation>请检查节点上的剩余空间及文件所有者，然后重试。</translation>
    </message>
    <message>
        <source>The node&apos;s SSH server reads no key files (AuthorizedKeysFile none).</source>
        <translation>节点的 SSH 服务器不读取密钥文件（AuthorizedKeysFile none）。</translation>
    </message>
    <message>
        <source>The node&apos;s SSH server reads keys from {where}, which its administrator keeps.</source>
        <translation>节点的 SSH 服务器从 {where} 读取密钥，该文件由其管理员维护。</translation>
    </message>
    <message>
        <source>{file} belongs to {owner} there and may not be changed.</source>
        <translation>{file} 在那里属于 {owner}，无法更改。</translation>
    </message>
    <message>
        <source>The home folder there is writable by others: its SSH server may refuse keys.</source>
        <translation>那里的主目录可被其他用户写入：SSH 服务器可能拒绝密钥。</translation>
    </message>
    <message>
        <source>{text} On the node: chmod go-w ~</source>
        <translation>{text}在节点上执行：chmod go-w ~</translation>
    </message>
    <message>
        <source>{folder} is kept from other users there (mode {facts}).</source>
        <translation>将限制那里的其他用户访问 {folder}（模式 {facts}）。</translation>
    </message>
    <message>
        <source>The file is kept from other users there (mode {facts}).</source>
        <translation>将限制那里的其他用户访问该文件（模式 {facts}）。</translation>
    </message>
    <message>
        <source>The private key stays on this computer, in {parent}. It has no passphrase: whoever can read your files there can log in.</source>
        <translation>私钥保存在本机的 {parent} 中。它没有口令短语：能读取该处文件的人都可登录。</translation>
    </message>
    <message>
        <source>Its administrator can add the public key.</source>
        <translation>其管理员可以添加该公钥。</translation>
    </message>
    <message>
        <source>The password is still in the system keyring: {problem}.</source>
        <translation>密码仍在系统密钥环中：{problem}。</translation>
    </message>
    <message>
        <source>This computer has no key of its own ({file}).</source>
        <translation>本机没有自己的密钥（{file}）。</translation>
    </message>
    <message>
        <source>Nothing to revoke.</source>
        <translation>没有可吊销的密钥。</translation>
    </message>
    <message>
        <source>Its administrator can remove the line.</source>
        <translation>其管理员可以移除该行。</translation>
    </message>
    <message>
        <source>This computer needs no key: nothing logs in to it.</source>
        <translation>本机不需要密钥：没有程序登录到本机。</translation>
    </message>
    <message>
        <source>Nothing was changed there.</source>
        <translation>那里未做任何更改。</translation>
    </message>
    <message>
        <source>Our line is still there: {message}</source>
        <translation>添加的那一行仍在：{message}</translation>
    </message>
    <message>
        <source>Our line was taken out again.</source>
        <translation>添加的那一行已移除。</translation>
    </message>
    <message>
        <source>Its SSH server may forbid keys (PubkeyAuthentication) or read them from another file (AuthorizedKeysFile).</source>
        <translation>其 SSH 服务器可能禁用了密钥（PubkeyAuthentication），或从其他文件读取（AuthorizedKeysFile）。</translation>
    </message>
    <message>
        <source>The node did not accept the key. {left}</source>
        <translation>节点未接受该密钥。{left}</translation>
    </message>
    <message>
        <source>The key could not be tried: {message} {left}</source>
        <translation>无法验证该密钥：{message}{left}</translation>
    </message>
    <message>
        <source>Plan the next model for what is left: an engine that needs more ends the machine.</source>
        <translation>请按剩余内存规划下一个模型：引擎所需若超出，机器会卡死。</translation>
    </message>
    <message>
        <source>Load nothing more. Lower the engine&apos;s share of memory, or stop what you do not need.</source>
        <translation>不要再加载。降低引擎的内存占比，或停止不需要的程序。</translation>
    </message>
    <message>
        <source>Stop the newest engine or container now: at 0 the machine swaps, then SSH dies.</source>
        <translation>立即停止最新的引擎或容器：降到 0 后机器开始交换，随后 SSH 中断。</translation>
    </message>
    <message>
        <source>Available memory below {floor:g} GiB</source>
        <translation>可用内存低于 {floor:g} GiB</translation>
    </message>
    <message>
        <source>Available memory below {percent:g} %</source>
        <translation>可用内存低于 {percent:g} %</translation>
    </message>
    <message>
        <source>It will protect itself by slowing down or switching off: give the case air.</source>
        <translation>它会通过降速或关闭来自我保护：请保证机箱通风。</translation>
    </message>
    <message>
        <source>Tasks wait for memory</source>
        <translation>任务在等待内存</translation>
    </message>
    <message>
        <source>Everything on the machine stands still for that share of the time. Stop an engine.</source>
        <translation>在此比例的时间内，机器上的一切都处于停滞。请停止一个引擎。</translation>
    </message>
    <message>
        <source>Swap is filling</source>
        <translation>交换空间正在被占满</translation>
    </message>
    <message>
        <source>What was paged out comes back slowly. Free memory before it starts to thrash.</source>
        <translation>换出的内容恢复缓慢。请在开始频繁换页之前释放内存。</translation>
    </message>
    <message>
        <source>GPU is hot</source>
        <translation>GPU 过热</translation>
    </message>
    <message>
        <source>Give the case air on all sides; the GPU lowers its clock by itself above this.</source>
        <translation>保证机箱四周通风；超过此温度 GPU 会自动降频。</translation>
    </message>
    <message>
        <source>A zone of the board is hot</source>
        <translation>主板某区域过热</translation>
    </message>
    <message>
        <source>The machine switches itself off at 104.85 °C. Give it air, or cap the GPU&apos;s clock.</source>
        <translation>达到 104.85 °C 时机器会自动关机。请改善通风，或限制 GPU 频率。</translation>
    </message>
    <message>
        <source>SSD is close to its own limit</source>
        <translation>SSD 接近自身上限</translation>
    </message>
    <message>
        <source>Network card or cable module is close to its own limit</source>
        <translation>网卡或线缆模块接近自身上限</translation>
    </message>
    <message>
        <source>Disk is almost full</source>
        <translation>磁盘即将写满</translation>
    </message>
    <message>
        <source>Models and container images are the largest: ~/.cache/huggingface, docker images.</source>
        <translation>模型和容器镜像占用最多：~/.cache/huggingface、docker images。</translation>
    </message>
    <message>
        <source>Disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Engines and the system fail in odd ways on a full disk: delete a model.</source>
        <translation>磁盘写满时引擎和系统会出现各种异常：请删除一个模型。</translation>
    </message>
    <message>
        <source>No data from the machine</source>
        <translation>没有来自机器的数据</translation>
    </message>
    <message>
        <source>Look whether it runs: out of memory, it answers neither SSH nor its keyboard.</source>
        <translation>检查它是否在运行：内存耗尽时 SSH 和键盘都无响应。</translation>
    </message>
    <message>
        <source>GPU power delivery is stuck</source>
        <translation>GPU 供电异常</translation>
    </message>
    <message>
        <source>Take the power brick off the wall and off the machine for a minute; a reboot is no cure.</source>
        <translation>将电源适配器从插座和机器上拔下一分钟；重启无效。</translation>
    </message>
    <message>
        <source>An engine hangs</source>
        <translation>引擎挂起</translation>
    </message>
    <message>
        <source>Requests run and no token comes. Restart the engine; the GPU itself is well.</source>
        <translation>有请求在运行，但没有 token 输出。请重启引擎；GPU 本身正常。</translation>
    </message>
    <message>
        <source>Memory is running out</source>
        <translation>内存即将耗尽</translation>
    </message>
    <message>
        <source>At this rate memory is empty soon. Stop what grows.</source>
        <translation>按此速度内存很快耗尽。请停止持续增长的程序。</translation>
    </message>
    <message>
        <source>The driver keeps memory of an ended engine</source>
        <translation>驱动保留了已结束引擎的内存</translation>
    </message>
    <message>
        <source>It is not given back by itself: restart the machine when it is needed.</source>
        <translation>不会自动释放：需要这部分内存时请重启机器。</translation>
    </message>
    <message>
        <source>GPU slows down because it is hot</source>
        <translation>GPU 因过热而降速</translation>
    </message>
    <message>
        <source>Give the case air on all sides, or cap the clock.</source>
        <translation>保证机箱四周通风，或限制频率。</translation>
    </message>
    <message>
        <source>The machine is busy with swapping</source>
        <translation>机器忙于交换</translation>
    </message>
    <message>
        <source>Stop the largest engine while it still answers.</source>
        <translation>趁其仍有响应，停止最大的引擎。</translation>
    </message>
    <message>
        <source>Driver and kernel do not fit together</source>
        <translation>驱动与内核不匹配</translation>
    </message>
    <message>
        <source>Restart the machine; update through the DGX Dashboard, never the driver alone by apt.</source>
        <translation>重启机器；请通过 DGX Dashboard 更新，切勿用 apt 单独更新驱动。</translation>
    </message>
    <message>
        <source>The GPU driver reported an error</source>
        <translation>GPU 驱动报告了错误</translation>
    </message>
    <message>
        <source>Look at the number: some errors end one program, some need a restart.</source>
        <translation>请查看编号：有些错误只结束一个程序，有些需要重启。</translation>
    </message>
    <message>
        <source>The machine ran out of memory</source>
        <translation>机器内存耗尽</translation>
    </message>
    <message>
        <source>Look what was ended, and give the engine a smaller share of memory.</source>
        <translation>查看哪个程序被结束，并减小引擎的内存占比。</translation>
    </message>
    <message>
        <source>Machines talk over TCP instead of RDMA</source>
        <translation>机器间使用 TCP 而非 RDMA</translation>
    </message>
    <message>
        <source>Give the container /dev/infiniband and memlock; see NCCL_DEBUG=INFO for NET/Socket.</source>
        <translation>为容器提供 /dev/infiniband 和 memlock；用 NCCL_DEBUG=INFO 查看是否为 NET/Socket。</translation>
    </message>
    <message>
        <source>A RoCE link is slower than 200 Gb/s</source>
        <translation>某条 RoCE 链路低于 200 Gb/s</translation>
    </message>
    <message>
        <source>Check the cable and what the switch negotiated.</source>
        <translation>检查线缆以及交换机协商的速率。</translation>
    </message>
    <message>
        <source>Memory available</source>
        <translation>可用内存</translation>
    </message>
    <message>
        <source>Memory fall</source>
        <translation>内存下降速度</translation>
    </message>
    <message>
        <source>Time until memory is empty</source>
        <translation>距内存耗尽的时间</translation>
    </message>
    <message>
        <source>Swap growth in 5 min</source>
        <translation>5 min 内交换空间增长</translation>
    </message>
    <message>
        <source>Below the sensor&apos;s own limit</source>
        <translation>距传感器自身上限</translation>
    </message>
    <message>
        <source>Time without data</source>
        <translation>无数据时长</translation>
    </message>
    <message>
        <source>The machine does not report this any more.</source>
        <translation>机器不再报告此项。</translation>
    </message>
    <message>
        <source>The machine is not watched any more: it was disconnected here.</source>
        <translation>机器不再受监视：已在此断开。</translation>
    </message>
    <message>
        <source>The rule was removed, switched off or changed to look at something else.</source>
        <translation>规则已移除、关闭或改为监视其他项。</translation>
    </message>
    <message>
        <source>They could not be read: {why}.</source>
        <translation>无法读取：{why}。</translation>
    </message>
    <message>
        <source>Their file was damaged and is kept as {path}.</source>
        <translation>其文件已损坏，已另存为 {path}。</translation>
    </message>
    <message>
        <source>Their file was damaged and could not be set aside: {why}.</source>
        <translation>其文件已损坏，且无法另存：{why}。</translation>
    </message>
    <message>
        <source>Parts of their file are not understood, and not kept: {why}.</source>
        <translation>其文件的部分内容无法识别，且未保留：{why}。</translation>
    </message>
    <message>
        <source>Parts of their file are not understood; a copy is kept as {copy}.</source>
        <translation>其文件的部分内容无法识别；副本保存为 {copy}。</translation>
    </message>
    <message>
        <source>not a list: {name__}</source>
        <translation>不是列表：{name__}</translation>
    </message>
    <message>
        <source>Test message</source>
        <translation>测试消息</translation>
    </message>
    <message>
        <source>Alerts of your machines will arrive here.</source>
        <translation>机器的警报将发送到这里。</translation>
    </message>
    <message>
        <source>This is not an address of apprise.</source>
        <translation>这不是 apprise 地址。</translation>
    </message>
    <message>
        <source>It looks like ntfys://…, mailtos://…, slack://… or jsons://host/path.</source>
        <translation>形如 ntfys://…、mailtos://…、slack://… 或 jsons://host/path。</translation>
    </message>
    <message>
        <source>The address of “{label}” is not known here.</source>
        <translation>此处没有“{label}”的地址。</translation>
    </message>
    <message>
        <source>Enter it again in Alerts.</source>
        <translation>请在“警报”中重新输入。</translation>
    </message>
    <message>
        <source>The message was not taken in time.</source>
        <translation>消息未被及时接收。</translation>
    </message>
    <message>
        <source>The {scheme} message could not be sent ({name}).</source>
        <translation>无法发送 {scheme} 消息（{name}）。</translation>
    </message>
    <message>
        <source>apprise does not understand this {scheme} address.</source>
        <translation>apprise 无法识别该 {scheme} 地址。</translation>
    </message>
    <message>
        <source>Look the form of it up at appriseit.com.</source>
        <translation>格式请参阅 appriseit.com。</translation>
    </message>
    <message>
        <source>The {scheme} message was not accepted, or nobody answered.</source>
        <translation>{scheme} 消息未被接受，或无人响应。</translation>
    </message>
    <message>
        <source>Check the address and whether this computer reaches it.</source>
        <translation>请检查地址以及本机能否访问它。</translation>
    </message>
    <message>
        <source>A rule needs a title and something to look at.</source>
        <translation>规则需要标题和监视对象。</translation>
    </message>
    <message>
        <source>The level must be a number, and the time between 0 and 24 h.</source>
        <translation>阈值必须是数字，时间须在 0 到 24 h 之间。</translation>
    </message>
    <message>
        <source>The recover level must be a number.</source>
        <translation>恢复阈值必须是数字。</translation>
    </message>
    <message>
        <source>It could never be well again: the recover level is on the wrong side of the level.</source>
        <translation>将永远无法恢复：恢复阈值位于阈值错误的一侧。</translation>
    </message>
    <message>
        <source>info</source>
        <comment>severity of an alert</comment>
        <translation>信息</translation>
    </message>
    <message>
        <source>warning</source>
        <comment>severity of an alert</comment>
        <translation>警告</translation>
    </message>
    <message>
        <source>critical</source>
        <comment>severity of an alert</comment>
        <translation>严重</translation>
    </message>
    <message>
        <source>Machine: {node}</source>
        <translation>机器：{node}</translation>
    </message>
    <message>
        <source>Alert: {sentence}</source>
        <translation>警报：{sentence}</translation>
    </message>
    <message>
        <source>Severity: {severity}</source>
        <translation>严重程度：{severity}</translation>
    </message>
    <message>
        <source>Since: {since}</source>
        <translation>开始：{since}</translation>
    </message>
    <message>
        <source>Over: {clock}</source>
        <translation>结束：{clock}</translation>
    </message>
    <message>
        <source>Seen: {line}</source>
        <translation>观察到：{line}</translation>
    </message>
    <message>
        <source>What to do: {advice}</source>
        <translation>处理建议：{advice}</translation>
    </message>
    <message>
        <source>Over: {title}</source>
        <translation>已结束：{title}</translation>
    </message>
    <message>
        <source>The server still computed 3 s after Stop: it does not notice that nobody listens.</source>
        <translation>停止 3 s 后服务器仍在计算：它没有察觉无人接收。</translation>
    </message>
    <message>
        <source>Stopped here; the server stopped computing, too.</source>
        <translation>已在此停止；服务器也停止了计算。</translation>
    </message>
    <message>
        <source>Stopped here; the server does not tell whether it stopped computing, too.</source>
        <translation>已在此停止；服务器未表明是否也停止了计算。</translation>
    </message>
    <message>
        <source>Stopped before the answer began.</source>
        <translation>在回答开始前停止。</translation>
    </message>
    <message>
        <source>Nothing in the chosen documents fits the question: answered without them.</source>
        <translation>所选文档中没有与问题相关的内容：未使用文档作答。</translation>
    </message>
    <message>
        <source>The conversation fills the model&apos;s context: there was no room for passages of your documents. Begin a new conversation, or give the model a larger context.</source>
        <translation>对话已占满模型的上下文：没有空间放入文档段落。请开始新对话，或为模型设置更大的上下文。</translation>
    </message>
    <message>
        <source>searching your documents</source>
        <translation>正在搜索文档</translation>
    </message>
    <message>
        <source>The server refused {names}; it was asked without. {message}</source>
        <translation>服务器拒绝了 {names}；已去掉后重新请求。{message}</translation>
    </message>
    <message>
        <source>A part of the answer could not be read and is missing.</source>
        <translation>回答的一部分无法读取，已缺失。</translation>
    </message>
    <message>
        <source>The model&apos;s server ended the connection without an answer.</source>
        <translation>模型服务器未作回答就关闭了连接。</translation>
    </message>
    <message>
        <source>Look at its log.</source>
        <translation>请查看其日志。</translation>
    </message>
    <message>
        <source>It thought, but gave no answer.</source>
        <translation>模型进行了思考，但没有给出回答。</translation>
    </message>
    <message>
        <source>The answer is empty.</source>
        <translation>回答为空。</translation>
    </message>
    <message>
        <source>The prompt was cut: the server read {prompt_tokens} tokens of about {estimate}. Give it a longer context, or begin a new conversation.</source>
        <translation>提示词被截断：服务器读取了约 {estimate} 个 token 中的 {prompt_tokens} 个。请增大上下文，或开始新对话。</translation>
    </message>
    <message>
        <source>still waiting, the server is alive</source>
        <translation>仍在等待，服务器有响应</translation>
    </message>
    <message>
        <source>still waiting, the server does not say that it is alive</source>
        <translation>仍在等待，服务器无响应</translation>
    </message>
    <message>
        <source>the list of endpoints</source>
        <translation>端点列表</translation>
    </message>
    <message>
        <source>The name has more than {most} characters, or some without a shape.</source>
        <translation>名称超过 {most} 个字符，或含有无法显示的字符。</translation>
    </message>
    <message>
        <source>That is no address of an endpoint.</source>
        <translation>这不是端点地址。</translation>
    </message>
    <message>
        <source>One is like https://host.example:8000/v1.</source>
        <translation>例如 https://host.example:8000/v1。</translation>
    </message>
    <message>
        <source>The address has something behind ? or #.</source>
        <translation>地址中 ? 或 # 之后还有内容。</translation>
    </message>
    <message>
        <source>Take that away.</source>
        <translation>请去掉。</translation>
    </message>
    <message>
        <source>The path has characters that no address has.</source>
        <translation>路径含有地址中不允许的字符。</translation>
    </message>
    <message>
        <source>It is /v1, as a rule.</source>
        <translation>通常为 /v1。</translation>
    </message>
    <message>
        <source>it cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>The list of endpoints cannot be kept: {why}.</source>
        <translation>无法保存端点列表：{why}。</translation>
    </message>
    <message>
        <source>Look at the folder of this program.</source>
        <translation>请检查本程序的文件夹。</translation>
    </message>
    <message>
        <source>Ollama cuts what does not fit without a word: the beginning is lost.</source>
        <translation>Ollama 会截断超出部分且不提示：开头会丢失。</translation>
    </message>
    <message>
        <source>Its list of models says that it takes pictures.</source>
        <translation>其模型列表表明支持图片。</translation>
    </message>
    <message>
        <source>Its list of models says that it takes text only.</source>
        <translation>其模型列表表明只支持文本。</translation>
    </message>
    <message>
        <source>The answer came in one piece.</source>
        <translation>回答是一次性返回的。</translation>
    </message>
    <message>
        <source>It answers no question, so this was not tried.</source>
        <translation>它不回答问题，因此未测试。</translation>
    </message>
    <message>
        <source>It could not be tried: {why}</source>
        <translation>无法测试：{why}</translation>
    </message>
    <message>
        <source>It lists none: status {status}.</source>
        <translation>未列出：状态 {status}。</translation>
    </message>
    <message>
        <source>It lists {count}, this one among them.</source>
        <translation>列出 {count}，包含此模型。</translation>
    </message>
    <message>
        <source>It lists {count}, and not this one.</source>
        <translation>列出 {count}，不含此模型。</translation>
    </message>
    <message>
        <source>It asks for no key: who reaches it may use it.</source>
        <translation>不要求密钥：任何能访问的人都可使用。</translation>
    </message>
    <message>
        <source>It wants a key, and none is kept for it.</source>
        <translation>要求密钥，但未保存密钥。</translation>
    </message>
    <message>
        <source>It does not take the key that is kept for it.</source>
        <translation>不接受已保存的密钥。</translation>
    </message>
    <message>
        <source>It wants a key, and takes the one that is kept.</source>
        <translation>要求密钥，并接受已保存的密钥。</translation>
    </message>
    <message>
        <source>No answer came.</source>
        <translation>没有收到回答。</translation>
    </message>
    <message>
        <source> It does not tell the end of an answer ([DONE]).</source>
        <translation>不报告回答的结束（[DONE]）。</translation>
    </message>
    <message>
        <source>It tells how far it is.</source>
        <translation>会报告进度。</translation>
    </message>
    <message>
        <source>It does not tell.</source>
        <translation>不报告。</translation>
    </message>
    <message>
        <source>Only llama.cpp tells how far it is.</source>
        <translation>只有 llama.cpp 会报告进度。</translation>
    </message>
    <message>
        <source>It counts tokens and measures its own speed.</source>
        <translation>统计 token 并自行测量速度。</translation>
    </message>
    <message>
        <source>It counts tokens at the end of a stream.</source>
        <translation>在流结束时统计 token。</translation>
    </message>
    <message>
        <source>It does not count tokens in a stream: speeds cannot be told.</source>
        <translation>流式输出时不统计 token：无法得知速度。</translation>
    </message>
    <message>
        <source>It thinks before it answers (field “{name}”).</source>
        <translation>先思考再回答（字段“{name}”）。</translation>
    </message>
    <message>
        <source>It thinks inside its answer, between &lt;think&gt; and &lt;/think&gt;.</source>
        <translation>在回答内思考，位于 &lt;think&gt; 与 &lt;/think&gt; 之间。</translation>
    </message>
    <message>
        <source>No thinking came with the answer.</source>
        <translation>回答中没有思考内容。</translation>
    </message>
    <message>
        <source> Its arguments are no JSON.</source>
        <translation>其参数不是 JSON。</translation>
    </message>
    <message>
        <source>It was offered a tool, and called it.{words}</source>
        <translation>提供了工具，并被调用。{words}</translation>
    </message>
    <message>
        <source>Its chat template has no place for tools: the model does not learn of them.</source>
        <translation>其聊天模板不支持工具：模型无从得知。</translation>
    </message>
    <message>
        <source>It was offered a tool, and answered in words.</source>
        <translation>提供了工具，但以文字回答。</translation>
    </message>
    <message>
        <source>It takes a picture without a word, and the model does not get it.</source>
        <translation>接收图片但不提示，且模型并未收到。</translation>
    </message>
    <message>
        <source>It took a picture; whether it looks at it is open.</source>
        <translation>接收了图片；是否真正查看尚不确定。</translation>
    </message>
    <message>
        <source>It took a picture of 64 × 64 pixels for {more} tokens.</source>
        <translation>接收了 64 × 64 像素的图片，耗用 {more} 个 token。</translation>
    </message>
    <message>
        <source>It takes up an answer where that ended.</source>
        <translation>可从中断处续写回答。</translation>
    </message>
    <message>
        <source>It begins an answer anew.</source>
        <translation>会重新开始回答。</translation>
    </message>
    <message>
        <source>What it wrote does not show it.</source>
        <translation>从输出内容无法判断。</translation>
    </message>
    <message>
        <source>How much fits is not known, so it was not tried.</source>
        <translation>不清楚容量，因此未测试。</translation>
    </message>
    <message>
        <source>Not tried: {context} tokens would keep the server busy.</source>
        <translation>未测试：{context} 个 token 会长时间占用服务器。</translation>
    </message>
    <message>
        <source>It refuses a question that is too long.</source>
        <translation>会拒绝过长的问题。</translation>
    </message>
    <message>
        <source>It cut {words_sent} words to {prompt_tokens} tokens without a word.</source>
        <translation>将 {words_sent} 个词截断为 {prompt_tokens} 个 token 且不提示。</translation>
    </message>
    <message>
        <source>It took {words_sent} words, though {context} tokens should fit.</source>
        <translation>接受了 {words_sent} 个词，而容量应为 {context} 个 token。</translation>
    </message>
    <message>
        <source>The answer was over before it could be given up.</source>
        <translation>回答在中止之前就已结束。</translation>
    </message>
    <message>
        <source>It makes vectors of {vector} numbers.</source>
        <translation>生成 {vector} 维向量。</translation>
    </message>
    <message>
        <source>The server answers with status {status}.</source>
        <translation>服务器返回状态 {status}。</translation>
    </message>
    <message>
        <source>Answers come piece by piece.</source>
        <translation>回答逐段返回。</translation>
    </message>
    <message>
        <source>It stops computing when an answer is given up.</source>
        <translation>中止回答后停止计算。</translation>
    </message>
    <message>
        <source>It goes on computing an answer that was given up.</source>
        <translation>中止回答后仍继续计算。</translation>
    </message>
    <message>
        <source>It does not tell what it computes.</source>
        <translation>不报告正在计算的内容。</translation>
    </message>
    <message>
        <source>That is no key: it has blanks, or characters that no key has.</source>
        <translation>这不是密钥：含有空格或密钥中不允许的字符。</translation>
    </message>
    <message>
        <source>Copy it once more, without what stands around it.</source>
        <translation>请重新复制，不要带上前后的内容。</translation>
    </message>
    <message>
        <source>It is not ready: {words}.</source>
        <translation>尚未就绪：{words}。</translation>
    </message>
    <message>
        <source>it loads its model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Wait a moment.</source>
        <translation>请稍候。</translation>
    </message>
    <message>
        <source>status {status}{detail}</source>
        <translation>状态 {status}{detail}</translation>
    </message>
    <message>
        <source>It has no list of models ({what}).</source>
        <translation>没有模型列表（{what}）。</translation>
    </message>
    <message>
        <source>The address of an OpenAI-compatible server ends in /v1, as a rule.</source>
        <translation>OpenAI 兼容服务器的地址通常以 /v1 结尾。</translation>
    </message>
    <message>
        <source>Give it another one.</source>
        <translation>请提供其他密钥。</translation>
    </message>
    <message>
        <source>It answers those only who have its key.</source>
        <translation>只回应持有其密钥的请求。</translation>
    </message>
    <message>
        <source>Give the key it was started with.</source>
        <translation>请提供启动时所用的密钥。</translation>
    </message>
    <message>
        <source>{engine_title} on {where}</source>
        <translation>{engine_title}（{where}）</translation>
    </message>
    <message>
        <source>The server answers with status {status}{words}.</source>
        <translation>服务器返回状态 {status}{words}。</translation>
    </message>
    <message>
        <source>That is no address.</source>
        <translation>这不是地址。</translation>
    </message>
    <message>
        <source>One begins with http:// or https://.</source>
        <translation>地址应以 http:// 或 https:// 开头。</translation>
    </message>
    <message>
        <source>TLS failed</source>
        <translation>TLS 失败</translation>
    </message>
    <message>
        <source>{name} cannot prove who it is: {why}.</source>
        <translation>{name} 无法证明其身份：{why}。</translation>
    </message>
    <message>
        <source>Look at its certificate.</source>
        <translation>请检查其证书。</translation>
    </message>
    <message>
        <source>There is no machine called {name}.</source>
        <translation>没有名为 {name} 的机器。</translation>
    </message>
    <message>
        <source>{name} does not answer.</source>
        <translation>{name} 没有响应。</translation>
    </message>
    <message>
        <source>Look whether it runs.</source>
        <translation>请检查它是否在运行。</translation>
    </message>
    <message>
        <source>it failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>{name}, port {port}: {why}.</source>
        <translation>{name}，端口 {port}：{why}。</translation>
    </message>
    <message>
        <source>adapter of {model}</source>
        <translation>{model} 的适配器</translation>
    </message>
    <message>
        <source>nothing is read from the node</source>
        <translation>未读取节点数据</translation>
    </message>
    <message>
        <source>the node has no GPU that reports its power</source>
        <translation>节点没有报告功率的 GPU</translation>
    </message>
    <message>
        <source>the node was not read all the time</source>
        <translation>未能持续读取节点</translation>
    </message>
    <message numerus="yes">
        <source>includes what %n other requests used</source>
        <comment>includes what %n other request used</comment>
        <translation>
            <numerusform>含另外 %n 个请求的消耗</numerusform>
        </translation>
    </message>
    <message>
        <source>a GPU does not report its power</source>
        <translation>有 GPU 不报告功率</translation>
    </message>
    <message>
        <source>The program ended before the answer did; this is what came by then.</source>
        <translation>程序在回答完成前结束；这是当时已收到的内容。</translation>
    </message>
    <message>
        <source>The program ended while this was being answered.</source>
        <translation>程序在回答过程中结束。</translation>
    </message>
    <message>
        <source>{name} was written by a newer version of this program.</source>
        <translation>{name} 由本程序的更新版本写入。</translation>
    </message>
    <message>
        <source>It is left as it is; this version keeps conversations in {name}.</source>
        <translation>原文件保持不变；此版本将对话保存在 {name}。</translation>
    </message>
    <message>
        <source>The conversations are locked by another program.</source>
        <translation>对话被其他程序锁定。</translation>
    </message>
    <message>
        <source>Close the program that has {name} open.</source>
        <translation>请关闭打开了 {name} 的程序。</translation>
    </message>
    <message>
        <source>Conversations cannot be kept: the disk is full.</source>
        <translation>无法保存对话：磁盘已满。</translation>
    </message>
    <message>
        <source>Make room where {parent} is.</source>
        <translation>请在 {parent} 所在磁盘腾出空间。</translation>
    </message>
    <message>
        <source>Conversations cannot be kept: the file or its folder is read-only.</source>
        <translation>无法保存对话：文件或其文件夹为只读。</translation>
    </message>
    <message>
        <source>Let this account write to {path}.</source>
        <translation>请允许该账户写入 {path}。</translation>
    </message>
    <message>
        <source>The conversations cannot be read or written: {reason}.</source>
        <translation>无法读取或写入对话：{reason}。</translation>
    </message>
    <message>
        <source>The file is {path}.</source>
        <translation>文件为 {path}。</translation>
    </message>
    <message>
        <source>The conversations are closed.</source>
        <translation>对话已关闭。</translation>
    </message>
    <message>
        <source>The program is ending.</source>
        <translation>程序正在退出。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择其他文件。</translation>
    </message>
    <message>
        <source>Update this one.</source>
        <translation>请更新本程序。</translation>
    </message>
    <message>
        <source>{name} is too large.</source>
        <translation>{name} 过大。</translation>
    </message>
    <message>
        <source>Export fewer conversations at once.</source>
        <translation>请减少一次导出的对话数。</translation>
    </message>
    <message>
        <source>{name} holds no conversations.</source>
        <translation>{name} 中没有对话。</translation>
    </message>
    <message>
        <source>Choose a JSON file that this program exported.</source>
        <translation>请选择由本程序导出的 JSON 文件。</translation>
    </message>
    <message>
        <source>{title} (fork)</source>
        <translation>{title}（分支）</translation>
    </message>
    <message>
        <source>Something went wrong.</source>
        <translation>出现错误。</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>详情见日志。</translation>
    </message>
    <message>
        <source>The file of the conversations was damaged; a new one was begun.</source>
        <translation>对话文件已损坏；已新建文件。</translation>
    </message>
    <message numerus="yes">
        <source>The file of the conversations was damaged; %n conversations were saved from it.</source>
        <comment>The file of the conversations was damaged; 1 conversation was saved from it.</comment>
        <translation>
            <numerusform>对话文件已损坏；从中恢复了 %n 个对话。</numerusform>
        </translation>
    </message>
    <message>
        <source>The damaged file is kept as {aside}.</source>
        <translation>损坏的文件已另存为 {aside}。</translation>
    </message>
    <message>
        <source>This conversation is not there any more.</source>
        <translation>该对话已不存在。</translation>
    </message>
    <message>
        <source>It was deleted.</source>
        <translation>它已被删除。</translation>
    </message>
    <message>
        <source>The vote was not kept: {why}.</source>
        <translation>评价未保存：{why}。</translation>
    </message>
    <message>
        <source>The votes cannot be read: {why}.</source>
        <translation>无法读取评价：{why}。</translation>
    </message>
    <message>
        <source>There is no Docker socket on this node.</source>
        <translation>该节点上没有 Docker 套接字。</translation>
    </message>
    <message>
        <source>Start Docker there first.</source>
        <translation>请先在那里启动 Docker。</translation>
    </message>
    <message>
        <source>The socket {path} belongs to no group that an account can join.</source>
        <translation>套接字 {path} 不属于任何可加入的组。</translation>
    </message>
    <message>
        <source>An administrator there may give it to the group docker.</source>
        <translation>那里的管理员可将其分配给组 docker。</translation>
    </message>
    <message>
        <source>The node does not say which account this is.</source>
        <translation>节点未报告当前账户。</translation>
    </message>
    <message>
        <source>root needs no group to use Docker.</source>
        <translation>root 使用 Docker 无需加入组。</translation>
    </message>
    <message>
        <source>Accounts of this computer are not changed from here.</source>
        <translation>不会从此处更改本机的账户。</translation>
    </message>
    <message>
        <source>Run this, then log in again: {command}</source>
        <translation>请运行以下命令，然后重新登录：{command}</translation>
    </message>
    <message>
        <source>There is no sudo on this node.</source>
        <translation>该节点上没有 sudo。</translation>
    </message>
    <message>
        <source>sudo asks for a password there.</source>
        <translation>那里的 sudo 要求输入密码。</translation>
    </message>
    <message>
        <source>sudo refused: {why}.</source>
        <translation>sudo 拒绝：{why}。</translation>
    </message>
    <message>
        <source>it gave no reason</source>
        <translation>未说明原因</translation>
    </message>
    <message>
        <source>Run this on the node, then connect again: {command}</source>
        <translation>请在节点上运行以下命令，然后重新连接：{command}</translation>
    </message>
    <message>
        <source>Use two or more letters, digits, dots, dashes and underscores; begin with a letter or digit.</source>
        <translation>至少两个字母、数字、点、短横线或下划线；以字母或数字开头。</translation>
    </message>
    <message>
        <source>What the engine sent is no archive that can be read: {why}.</source>
        <translation>引擎发送的不是可读取的归档：{why}。</translation>
    </message>
    <message>
        <source>a header is too long</source>
        <translation>文件头过长</translation>
    </message>
    <message>
        <source>it breaks off</source>
        <translation>内容中断</translation>
    </message>
    <message>
        <source>a header is damaged</source>
        <translation>文件头已损坏</translation>
    </message>
    <message>
        <source>a size is negative</source>
        <translation>大小为负数</translation>
    </message>
    <message>
        <source>a size is no number</source>
        <translation>大小不是数字</translation>
    </message>
    <message>
        <source>{path} cannot be {verb}: {why}.</source>
        <translation>{path} 出错（{verb}）：{why}。</translation>
    </message>
    <message>
        <source>read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>{signal} is no signal.</source>
        <translation>{signal} 不是信号。</translation>
    </message>
    <message>
        <source>Say it as in TERM, HUP or 9.</source>
        <translation>例如 TERM、HUP 或 9。</translation>
    </message>
    <message>
        <source>“{name}” cannot be a container&apos;s name.</source>
        <translation>“{name}”不能作为容器名称。</translation>
    </message>
    <message>
        <source>“{container}” is no container&apos;s name or id.</source>
        <translation>“{container}”不是容器的名称或 ID。</translation>
    </message>
    <message>
        <source>Docker on the node does not know its GPUs. Where NVIDIA&apos;s container toolkit is installed: sudo nvidia-ctk runtime configure --runtime=docker, then restart Docker.</source>
        <translation>节点上的 Docker 无法识别其 GPU。若已安装 NVIDIA Container Toolkit：执行 sudo nvidia-ctk runtime configure --runtime=docker，然后重启 Docker。</translation>
    </message>
    <message>
        <source>Something on the node listens there already: choose another port, or stop that.</source>
        <translation>节点上已有程序监听该端口：请换一个端口，或停止该程序。</translation>
    </message>
    <message>
        <source>Choose another name, or remove that container.</source>
        <translation>请换一个名称，或移除该容器。</translation>
    </message>
    <message>
        <source>Creating the container</source>
        <translation>正在创建容器</translation>
    </message>
    <message>
        <source>Starting the container</source>
        <translation>正在启动容器</translation>
    </message>
    <message>
        <source>Waiting until it runs</source>
        <translation>正在等待其运行</translation>
    </message>
    <message>
        <source>Docker does not tell where it keeps its data.</source>
        <translation>Docker 未报告其数据存放位置。</translation>
    </message>
    <message>
        <source>df printed nothing that is known.</source>
        <translation>df 的输出无法识别。</translation>
    </message>
    <message>
        <source>Docker&apos;s answer cannot be read: {why}</source>
        <translation>无法读取 Docker 的响应：{why}</translation>
    </message>
    <message>
        <source>The connection to Docker was closed.</source>
        <translation>与 Docker 的连接已关闭。</translation>
    </message>
    <message>
        <source>What answers on {path} is no container engine.</source>
        <translation>{path} 上响应的不是容器引擎。</translation>
    </message>
    <message>
        <source>{title} did not answer for a moment.</source>
        <translation>{title} 暂时没有响应。</translation>
    </message>
    <message>
        <source>{title} did not answer in time.</source>
        <translation>{title} 响应超时。</translation>
    </message>
    <message>
        <source>{title} ended the connection.</source>
        <translation>{title} 关闭了连接。</translation>
    </message>
    <message>
        <source>It may be starting again; try once more.</source>
        <translation>可能正在重新启动；请再试一次。</translation>
    </message>
    <message>
        <source>Docker answered with {status}</source>
        <translation>Docker 返回了 {status}</translation>
    </message>
    <message>
        <source>{message} What ran in the shell may go on in the container.</source>
        <translation>{message}Shell 中运行的程序可能仍在容器内继续。</translation>
    </message>
    <message>
        <source>Start the shell again.</source>
        <translation>请重新启动 Shell。</translation>
    </message>
    <message>
        <source>The number of process {pid} in its container is not known.</source>
        <translation>进程 {pid} 在其容器内的编号未知。</translation>
    </message>
    <message>
        <source>Whether a firewall stands before these ports is not looked at. Ports that Docker publishes pass by ufw.</source>
        <translation>不检查这些端口前是否有防火墙。Docker 发布的端口会绕过 ufw。</translation>
    </message>
    <message>
        <source>Let Docker listen on its socket only: take the -H tcp:// option away.</source>
        <translation>让 Docker 仅监听其套接字：去掉 -H tcp:// 选项。</translation>
    </message>
    <message>
        <source>Let it listen on 127.0.0.1 (--host 127.0.0.1), and reach it by a tunnel.</source>
        <translation>让其监听 127.0.0.1（--host 127.0.0.1），并通过隧道访问。</translation>
    </message>
    <message>
        <source>Publish the port on 127.0.0.1 only, and reach it by a tunnel.</source>
        <translation>仅在 127.0.0.1 上发布端口，并通过隧道访问。</translation>
    </message>
    <message>
        <source>{close} Or {hint}.</source>
        <translation>{close}或者{hint}。</translation>
    </message>
    <message>
        <source>What listens on the node could not be seen: {error}</source>
        <translation>无法查看节点上监听的程序：{error}</translation>
    </message>
    <message>
        <source>Docker itself</source>
        <translation>Docker 自身</translation>
    </message>
    <message>
        <source>It shares the node&apos;s network; this account cannot see which ports it listens on.</source>
        <translation>它与节点共用网络；该账户无法查看其监听的端口。</translation>
    </message>
    <message>
        <source>{protocol} is not asked.</source>
        <translation>不检查 {protocol}。</translation>
    </message>
    <message>
        <source>{shown} is neither a file nor a folder.</source>
        <translation>{shown} 既不是文件也不是文件夹。</translation>
    </message>
    <message>
        <source>{path} is a link in a circle.</source>
        <translation>{path} 是循环链接。</translation>
    </message>
    <message>
        <source>The engine sent something else than the file.</source>
        <translation>引擎发送的不是该文件。</translation>
    </message>
    <message>
        <source>written</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>{shown} is there already.</source>
        <translation>{shown} 已存在。</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>是文件夹</translation>
    </message>
    <message>
        <source>no folder</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>{shown} is {kind} in the container.</source>
        <translation>容器中的 {shown} {kind}。</translation>
    </message>
    <message>
        <source>{message} What had come so far may still be there, as {where}.</source>
        <translation>{message}已传输的部分可能仍保留为 {where}。</translation>
    </message>
    <message>
        <source>status {status}</source>
        <translation>状态 {status}</translation>
    </message>
    <message>
        <source>{command} in the container failed: {words}.</source>
        <translation>容器中的 {command} 失败：{words}。</translation>
    </message>
    <message>
        <source>{path} is there already.</source>
        <translation>{path} 已存在。</translation>
    </message>
    <message>
        <source>It holds too much to be listed whole without a shell in the container that runs.</source>
        <translation>内容过多，若运行中的容器内没有 Shell，则无法完整列出。</translation>
    </message>
    <message>
        <source>Only the first {most} are listed.</source>
        <translation>仅列出前 {most} 项。</translation>
    </message>
    <message>
        <source>(a name that cannot be shown)</source>
        <translation>（无法显示的名称）</translation>
    </message>
    <message>
        <source>“{path}” is no path in a container.</source>
        <translation>“{path}”不是容器内的路径。</translation>
    </message>
    <message>
        <source>It begins with /.</source>
        <translation>路径以 / 开头。</translation>
    </message>
    <message>
        <source>{path} is not there (any more).</source>
        <translation>{path} 不存在（或已被删除）。</translation>
    </message>
    <message>
        <source>{path} cannot be looked at (status {status}).</source>
        <translation>无法查看 {path}（状态 {status}）。</translation>
    </message>
    <message>
        <source>{path} is no folder.</source>
        <translation>{path} 不是文件夹。</translation>
    </message>
    <message>
        <source>the driver does not tell how much its processes have there</source>
        <translation>驱动未报告其进程在那里的占用量</translation>
    </message>
    <message>
        <source>whose process is on the GPU cannot be seen</source>
        <translation>无法看到 GPU 上的进程属于谁</translation>
    </message>
    <message>
        <source>Connect, then try again.</source>
        <translation>请连接后重试。</translation>
    </message>
    <message>
        <source>Tag image {image} as {short}</source>
        <translation>将镜像 {image} 标记为 {short}</translation>
    </message>
    <message>
        <source>{beginning}… ({more} characters more)</source>
        <translation>{beginning}…（另有 {more} 个字符）</translation>
    </message>
    <message>
        <source>… {more} more</source>
        <translation>… 另外 {more} 项</translation>
    </message>
    <message>
        <source>device {devices}</source>
        <translation>设备 {devices}</translation>
    </message>
    <message>
        <source>Docker does not answer on this node: nobody listens on {path}.</source>
        <translation>该节点上的 Docker 没有响应：{path} 无人监听。</translation>
    </message>
    <message>
        <source>Start it there: {command}. Its log: journalctl -u docker</source>
        <translation>请在那里启动：{command}。其日志：journalctl -u docker</translation>
    </message>
    <message>
        <source>The node&apos;s SSH server does not connect to {path}.</source>
        <translation>节点的 SSH 服务器无法连接到 {path}。</translation>
    </message>
    <message>
        <source>Docker does not run there (sudo systemctl restart docker), or its sshd_config has AllowStreamLocalForwarding no; with the docker command there, that would not matter.</source>
        <translation>Docker 未在那里运行（sudo systemctl restart docker），或其 sshd_config 设置了 AllowStreamLocalForwarding no；若那里有 docker 命令则不受影响。</translation>
    </message>
    <message>
        <source>Docker does not run on this node.</source>
        <translation>Docker 未在该节点上运行。</translation>
    </message>
    <message>
        <source>Start it there: {command}</source>
        <translation>请在那里启动：{command}</translation>
    </message>
    <message>
        <source>There is no Docker on this node.</source>
        <translation>该节点上没有 Docker。</translation>
    </message>
    <message>
        <source>Install Docker Engine there, or enable Podman&apos;s socket.</source>
        <translation>请在那里安装 Docker Engine，或启用 Podman 的套接字。</translation>
    </message>
    <message>
        <source>this account</source>
        <translation>该账户</translation>
    </message>
    <message>
        <source>{user} came into the group {group} after this connection was made.</source>
        <translation>{user} 在此连接建立之后才加入组 {group}。</translation>
    </message>
    <message>
        <source>Disconnect and connect again.</source>
        <translation>请断开并重新连接。</translation>
    </message>
    <message>
        <source>{user} may not use Docker on this node: its socket belongs to root alone.</source>
        <translation>{user} 无权使用该节点上的 Docker：其套接字仅属于 root。</translation>
    </message>
    <message>
        <source>An administrator there may give it to a group: sudo chgrp docker {path}</source>
        <translation>那里的管理员可将其分配给某个组：sudo chgrp docker {path}</translation>
    </message>
    <message>
        <source>{user} may not use Docker on this node: it is not in the group {group}.</source>
        <translation>{user} 无权使用该节点上的 Docker：不在组 {group} 中。</translation>
    </message>
    <message>
        <source>On the node: {fix}, then connect again. Whoever is in that group can become root there.</source>
        <translation>在节点上执行：{fix}，然后重新连接。该组成员可在那里成为 root。</translation>
    </message>
    <message>
        <source>There is no Docker on this computer, or it does not run.</source>
        <translation>本机没有 Docker，或未在运行。</translation>
    </message>
    <message>
        <source>Install or start it, and its containers are listed here. Those of other nodes need no Docker on this computer.</source>
        <translation>安装或启动后，其容器会列在这里。查看其他节点的容器无需本机安装 Docker。</translation>
    </message>
    <message>
        <source>This account may not use {there}.</source>
        <translation>该账户无权使用 {there}。</translation>
    </message>
    <message>
        <source>Add it to the group docker ({command}), then log in again.</source>
        <translation>将其加入组 docker（{command}），然后重新登录。</translation>
    </message>
    <message>
        <source>Docker does not answer on this computer: nobody listens on {there}.</source>
        <translation>本机的 Docker 没有响应：{there} 无人监听。</translation>
    </message>
    <message>
        <source>Start it: {command}</source>
        <translation>请启动：{command}</translation>
    </message>
    <message>
        <source>The log ended in the middle of a line.</source>
        <translation>日志在一行中间结束。</translation>
    </message>
    <message>
        <source>The log that the engine sends is damaged.</source>
        <translation>引擎发送的日志已损坏。</translation>
    </message>
    <message>
        <source>Check user and password; some want a token instead.</source>
        <translation>请检查用户名和密码；有些要求使用令牌。</translation>
    </message>
    <message>
        <source>{server} does not let {user} in: {message}</source>
        <translation>{server} 拒绝 {user} 登录：{message}</translation>
    </message>
    <message>
        <source>It is the node that asks {server}; look at its network.</source>
        <translation>请求由节点发往 {server}；请检查节点的网络。</translation>
    </message>
    <message>
        <source>Docker did not say why.</source>
        <translation>Docker 未说明原因。</translation>
    </message>
    <message>
        <source>{tail} lines cannot be shown.</source>
        <translation>无法显示 {tail} 行。</translation>
    </message>
    <message>
        <source>That time is out of range.</source>
        <translation>该时间超出范围。</translation>
    </message>
    <message>
        <source>“{name}” cannot be a network&apos;s name.</source>
        <translation>“{name}”不能作为网络名称。</translation>
    </message>
    <message>
        <source>There is a network {name} already.</source>
        <translation>已有网络 {name}。</translation>
    </message>
    <message>
        <source>{name} is Docker&apos;s own network and cannot be removed.</source>
        <translation>{name} 是 Docker 自带的网络，无法移除。</translation>
    </message>
    <message>
        <source>“{text}” is no subnet.</source>
        <translation>“{text}”不是子网。</translation>
    </message>
    <message>
        <source>Say it as in 172.30.0.0/24, or leave it empty.</source>
        <translation>例如 172.30.0.0/24，或留空。</translation>
    </message>
    <message>
        <source>{network} has no room for containers.</source>
        <translation>{network} 没有可供容器使用的地址。</translation>
    </message>
    <message>
        <source>Take a larger subnet.</source>
        <translation>请使用更大的子网。</translation>
    </message>
    <message>
        <source>The engine did not say what it runs.</source>
        <translation>引擎未报告其执行的内容。</translation>
    </message>
    <message>
        <source>It changed or came into use since it was shown.</source>
        <translation>自显示以来已更改或开始被使用。</translation>
    </message>
    <message>
        <source>A build uses it, or an image has it.</source>
        <translation>有构建正在使用，或镜像包含它。</translation>
    </message>
    <message>
        <source>of the project {project}</source>
        <translation>属于项目 {project}</translation>
    </message>
    <message>
        <source>For {server} the user is {user} and the password an NGC API key (ngc.nvidia.com).</source>
        <translation>对于 {server}，用户名为 {user}，密码为 NGC API 密钥（ngc.nvidia.com）。</translation>
    </message>
    <message>
        <source>No account of {registry} is known here; add one, or check the name.</source>
        <translation>此处没有 {registry} 的账户；请添加账户，或检查名称。</translation>
    </message>
    <message>
        <source>It was asked as {user} of {registry}: check that account, or the name.</source>
        <translation>已以 {registry} 的 {user} 身份请求：请检查该账户或名称。</translation>
    </message>
    <message>
        <source>digest {digest}…</source>
        <translation>摘要 {digest}…</translation>
    </message>
    <message>
        <source>tag {tag}</source>
        <translation>标签 {tag}</translation>
    </message>
    <message>
        <source>{registry} has no {repository} with the {what}: check the spelling.</source>
        <translation>{registry} 的 {repository} 没有该版本（{what}）：请检查拼写。</translation>
    </message>
    <message>
        <source>Wait a while, or add an account of {registry}: it may pull more often.</source>
        <translation>请稍候，或添加 {registry} 的账户：可获得更多拉取次数。</translation>
    </message>
    <message>
        <source>Wait a while: this account has pulled as often as it may.</source>
        <translation>请稍候：该账户已达到拉取次数上限。</translation>
    </message>
    <message>
        <source>{disk_size} are free in {path} now.</source>
        <translation>{path} 当前可用 {disk_size}。</translation>
    </message>
    <message>
        <source>{room} Remove images and build cache that nobody needs, then pull again.</source>
        <translation>{room}请移除不需要的镜像和构建缓存，然后重新拉取。</translation>
    </message>
    <message>
        <source>{short} is not made for this node&apos;s processor; look for a tag that is.</source>
        <translation>{short} 不适用于该节点的处理器；请查找适用的标签。</translation>
    </message>
    <message>
        <source>On the node, put the registry&apos;s certificate into /etc/docker/certs.d/{registry}, or, in a network of your own, name it under insecure-registries in daemon.json.</source>
        <translation>在节点上将镜像仓库的证书放入 /etc/docker/certs.d/{registry}；若在自有网络中，可将其写入 daemon.json 的 insecure-registries。</translation>
    </message>
    <message>
        <source>It is the node that pulls: check that it reaches {registry} (its network, its name server, Docker&apos;s proxy).</source>
        <translation>拉取由节点执行：请检查它能否访问 {registry}（网络、域名服务器、Docker 代理）。</translation>
    </message>
    <message>
        <source>Docker told something without an end.</source>
        <translation>Docker 发送的内容没有结束。</translation>
    </message>
    <message>
        <source>Docker told something that is no JSON: {line}.</source>
        <translation>Docker 发送的内容不是 JSON：{line}。</translation>
    </message>
    <message>
        <source>docker compose made it (project {project}): the next docker compose up makes it again as its file says. Change the file, too.</source>
        <translation>它由 docker compose 创建（项目 {project}）：下次 docker compose up 会按文件重新创建。请同时修改该文件。</translation>
    </message>
    <message>
        <source>It was run with --rm: the old one is gone once it is stopped. If the new one fails, another like the old one is made; what was written inside it is lost.</source>
        <translation>它以 --rm 运行：旧容器停止后即被删除。若新容器失败，会再创建一个与旧容器相同的容器；其中写入的内容会丢失。</translation>
    </message>
    <message>
        <source>{image} is another image by now: the new container is made of that one.</source>
        <translation>{image} 现已是另一个镜像：新容器将由它创建。</translation>
    </message>
    <message>
        <source>{names} use its network and lose it: recreate them afterwards.</source>
        <translation>{names} 使用其网络并将失去网络：之后请重新创建它们。</translation>
    </message>
    <message>
        <source>{image} is not on {node}.</source>
        <translation>{node} 上没有 {image}。</translation>
    </message>
    <message>
        <source>Pull it first.</source>
        <translation>请先拉取。</translation>
    </message>
    <message>
        <source>nothing changed</source>
        <translation>无更改</translation>
    </message>
    <message>
        <source>There is nothing left to undo: no container took its place.</source>
        <translation>没有可撤销的内容：没有容器取代它。</translation>
    </message>
    <message>
        <source>The former {name} is called {now} by now.</source>
        <translation>原来的 {name} 现名为 {now}。</translation>
    </message>
    <message>
        <source>Call it {kept_name} again to undo the recreation.</source>
        <translation>请将其改回 {kept_name}，以撤销重新创建。</translation>
    </message>
    <message>
        <source>Creating the new container</source>
        <translation>正在创建新容器</translation>
    </message>
    <message>
        <source>Waiting until the new container is well</source>
        <translation>正在等待新容器正常运行</translation>
    </message>
    <message>
        <source>Starting the new container</source>
        <translation>正在启动新容器</translation>
    </message>
    <message>
        <source>Stopping the old container</source>
        <translation>正在停止旧容器</translation>
    </message>
    <message>
        <source>Another program renamed it to {name} meanwhile.</source>
        <translation>其间另一个程序将其重命名为 {name}。</translation>
    </message>
    <message>
        <source>Waiting until the new container is well: {health}{waited_s} s</source>
        <translation>正在等待新容器正常运行：{health}{waited_s} s</translation>
    </message>
    <message>
        <source>Bringing the old container back</source>
        <translation>正在恢复旧容器</translation>
    </message>
    <message>
        <source>{name} was not recreated, and the old container is not back: {message}</source>
        <translation>{name} 未重新创建，旧容器也未恢复：{message}</translation>
    </message>
    <message>
        <source>Undo it in the list of containers. It failed because: {why}</source>
        <translation>请在容器列表中撤销。失败原因：{why}</translation>
    </message>
    <message>
        <source>{name} was not recreated.</source>
        <translation>{name} 未重新创建。</translation>
    </message>
    <message>
        <source>runs as before</source>
        <translation>照常运行</translation>
    </message>
    <message>
        <source>is as it was</source>
        <translation>保持原状</translation>
    </message>
    <message>
        <source>{name} was not recreated; it {again}.</source>
        <translation>{name} 未重新创建；仍{again}。</translation>
    </message>
    <message>
        <source>The former {name} is no longer there.</source>
        <translation>原来的 {name} 已不存在。</translation>
    </message>
    <message>
        <source>Stopping the new container</source>
        <translation>正在停止新容器</translation>
    </message>
    <message>
        <source>Starting the old container</source>
        <translation>正在启动旧容器</translation>
    </message>
    <message>
        <source>The new container is no longer there.</source>
        <translation>新容器已不存在。</translation>
    </message>
    <message>
        <source>What follows @ is a digest: sha256: and 64 digits.</source>
        <translation>@ 之后是摘要：sha256: 加 64 位数字。</translation>
    </message>
    <message>
        <source>A tag has letters, digits, dots, dashes and underscores.</source>
        <translation>标签由字母、数字、点、短横线和下划线组成。</translation>
    </message>
    <message>
        <source>Write it as in nginx, nvcr.io/nim/meta/llama:1.2 or 127.0.0.1:5000/mine.</source>
        <translation>例如 nginx、nvcr.io/nim/meta/llama:1.2 或 127.0.0.1:5000/mine。</translation>
    </message>
    <message>
        <source>It is longer than {most} characters.</source>
        <translation>超过 {most} 个字符。</translation>
    </message>
    <message>
        <source>“{text}” is no registry.</source>
        <translation>“{text}”不是镜像仓库。</translation>
    </message>
    <message>
        <source>Write it as in nvcr.io, docker.io or 10.0.0.5:5000.</source>
        <translation>例如 nvcr.io、docker.io 或 10.0.0.5:5000。</translation>
    </message>
    <message>
        <source>“{text}” names no image.</source>
        <translation>“{text}”不是镜像名称。</translation>
    </message>
    <message>
        <source>{server} has no {repository} for {architecture}.</source>
        <translation>{server} 没有适用于 {architecture} 的 {repository}。</translation>
    </message>
    <message>
        <source>tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>{server} has no image {repository} with the {kind} {reference}.</source>
        <translation>{server} 没有镜像 {repository}（{kind} {reference}）。</translation>
    </message>
    <message>
        <source>{message} It may have been renamed or removed there: name another image.</source>
        <translation>{message}它可能已被重命名或移除：请指定其他镜像。</translation>
    </message>
    <message>
        <source>{server} does not speak HTTPS.</source>
        <translation>{server} 不支持 HTTPS。</translation>
    </message>
    <message>
        <source>Only a registry on the node itself is asked without it.</source>
        <translation>只有节点本身上的镜像仓库可不用 HTTPS。</translation>
    </message>
    <message>
        <source>{server} redirects without end.</source>
        <translation>{server} 无限重定向。</translation>
    </message>
    <message>
        <source>{server} redirects to nowhere.</source>
        <translation>{server} 的重定向没有目标。</translation>
    </message>
    <message>
        <source>{server} redirects to where there is no HTTPS.</source>
        <translation>{server} 重定向到没有 HTTPS 的地址。</translation>
    </message>
    <message>
        <source>{server} redirects to the node itself.</source>
        <translation>{server} 重定向到节点自身。</translation>
    </message>
    <message>
        <source>{server} wants a token from {realm}, which is not asked.</source>
        <translation>{server} 要求来自 {realm} 的令牌，但不会向其请求。</translation>
    </message>
    <message>
        <source>It is another site, or has no HTTPS.</source>
        <translation>它是另一个站点，或没有 HTTPS。</translation>
    </message>
    <message>
        <source>Check the account of {server}, and the name.</source>
        <translation>请检查 {server} 的账户和名称。</translation>
    </message>
    <message>
        <source>It was asked too often; wait a while.</source>
        <translation>请求过于频繁；请稍候。</translation>
    </message>
    <message>
        <source>What {server} answers is no JSON; is it a registry?</source>
        <translation>{server} 的响应不是 JSON；它是镜像仓库吗？</translation>
    </message>
    <message>
        <source>it cannot be verified</source>
        <translation>无法验证</translation>
    </message>
    <message>
        <source>The certificate of {where} is not trusted here: {reason}.</source>
        <translation>此处不信任 {where} 的证书：{reason}。</translation>
    </message>
    <message>
        <source>{where} did not answer in time.</source>
        <translation>{where} 响应超时。</translation>
    </message>
    <message>
        <source>{where} broke off or does not speak HTTP.</source>
        <translation>{where} 中断了连接，或不使用 HTTP。</translation>
    </message>
    <message>
        <source>The registry answers with more than any list or image has.</source>
        <translation>镜像仓库返回的内容超出任何列表或镜像的大小。</translation>
    </message>
    <message>
        <source>entry point</source>
        <translation>入口点</translation>
    </message>
    <message>
        <source>shared memory</source>
        <translation>共享内存</translation>
    </message>
    <message>
        <source>limits</source>
        <translation>限制</translation>
    </message>
    <message>
        <source>memory limit</source>
        <translation>内存上限</translation>
    </message>
    <message>
        <source>swap limit</source>
        <translation>交换空间上限</translation>
    </message>
    <message>
        <source>cores</source>
        <translation>核心数</translation>
    </message>
    <message>
        <source>names in the network</source>
        <translation>网络中的名称</translation>
    </message>
    <message>
        <source>working folder</source>
        <translation>工作目录</translation>
    </message>
    <message>
        <source>removal at its end</source>
        <translation>结束时移除</translation>
    </message>
    <message>
        <source>read-only file system</source>
        <translation>只读文件系统</translation>
    </message>
    <message>
        <source>process namespace</source>
        <translation>进程命名空间</translation>
    </message>
    <message>
        <source>groups</source>
        <translation>组</translation>
    </message>
    <message>
        <source>capabilities added</source>
        <translation>添加的 capabilities</translation>
    </message>
    <message>
        <source>capabilities dropped</source>
        <translation>移除的 capabilities</translation>
    </message>
    <message>
        <source>security options</source>
        <translation>安全选项</translation>
    </message>
    <message>
        <source>hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>DNS servers</source>
        <translation>DNS 服务器</translation>
    </message>
    <message>
        <source>log driver</source>
        <translation>日志驱动</translation>
    </message>
    <message>
        <source>log options</source>
        <translation>日志选项</translation>
    </message>
    <message>
        <source>stop signal</source>
        <translation>停止信号</translation>
    </message>
    <message>
        <source>terminal</source>
        <translation>终端</translation>
    </message>
    <message>
        <source>open input</source>
        <translation>保持标准输入</translation>
    </message>
    <message>
        <source>health check</source>
        <translation>健康检查</translation>
    </message>
    <message>
        <source>Image: {before} → {after}</source>
        <translation>镜像：{before} → {after}</translation>
    </message>
    <message>
        <source>Command: {old} → {new}</source>
        <translation>命令：{old} → {new}</translation>
    </message>
    <message>
        <source>GPUs: {old} → {new}</source>
        <translation>GPU：{old} → {new}</translation>
    </message>
    <message>
        <source>Restart: {before} → {after}</source>
        <translation>重启：{before} → {after}</translation>
    </message>
    <message>
        <source>Port {inside}: {before} → {after}</source>
        <translation>端口 {inside}：{before} → {after}</translation>
    </message>
    <message>
        <source>Port {inside}: no longer published ({outside})</source>
        <translation>端口 {inside}：不再发布（{outside}）</translation>
    </message>
    <message>
        <source>Port {inside}: published on {outside}</source>
        <translation>端口 {inside}：发布到 {outside}</translation>
    </message>
    <message>
        <source>{number} on every address</source>
        <translation>所有地址的 {number}</translation>
    </message>
    <message>
        <source>{number} on {host_ip}</source>
        <translation>{host_ip} 的 {number}</translation>
    </message>
    <message>
        <source>{shown}: taken away</source>
        <translation>{shown}：已去除</translation>
    </message>
    <message>
        <source>{shown}: added</source>
        <translation>{shown}：已添加</translation>
    </message>
    <message>
        <source>{shown}: another value</source>
        <translation>{shown}：值已更改</translation>
    </message>
    <message>
        <source>nothing mounted</source>
        <translation>未挂载</translation>
    </message>
    <message>
        <source>a new volume</source>
        <translation>新卷</translation>
    </message>
    <message>
        <source>{title}: changed</source>
        <translation>{title}：已更改</translation>
    </message>
    <message>
        <source>default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>As in docker run -p 8000:8000 vllm/vllm-openai:latest.</source>
        <translation>例如 docker run -p 8000:8000 vllm/vllm-openai:latest。</translation>
    </message>
    <message>
        <source>The line names no image.</source>
        <translation>该行未指定镜像。</translation>
    </message>
    <message>
        <source>{option} is no option of docker run.</source>
        <translation>{option} 不是 docker run 的选项。</translation>
    </message>
    <message>
        <source>Whether a value belongs to it cannot be said: take it out of the line.</source>
        <translation>无法判断它是否带有值：请从该行中去掉。</translation>
    </message>
    <message>
        <source>{name}, which the line sets for its shell, was left out.</source>
        <translation>已略去该行为 Shell 设置的 {name}。</translation>
    </message>
    <message>
        <source>That is no docker run line.</source>
        <translation>这不是 docker run 命令行。</translation>
    </message>
    <message>
        <source>{option} of docker itself was left out: it runs on this node.</source>
        <translation>已略去 docker 自身的 {option}：它在该节点上运行。</translation>
    </message>
    <message>
        <source>{option} needs a value.</source>
        <translation>{option} 需要一个值。</translation>
    </message>
    <message>
        <source>Paste the whole line.</source>
        <translation>请粘贴完整的命令行。</translation>
    </message>
    <message>
        <source>--{option} was left out: {why}.</source>
        <translation>已忽略 --{option}：{why}。</translation>
    </message>
    <message>
        <source>--{option} cannot be set here and was left out.</source>
        <translation>--{option} 无法在此设置，已忽略。</translation>
    </message>
    <message>
        <source>{text} is not expanded here: write what it stands for.</source>
        <translation>此处不会展开 {text}：请写出其实际内容。</translation>
    </message>
    <message>
        <source>“{text}” after the command was left out.</source>
        <translation>已略去命令之后的“{text}”。</translation>
    </message>
    <message>
        <source>“{text}” is no option.</source>
        <translation>“{text}”不是选项。</translation>
    </message>
    <message>
        <source>Options begin with a dash.</source>
        <translation>选项以短横线开头。</translation>
    </message>
    <message>
        <source>--{option} is on or off, not “{value}”.</source>
        <translation>--{option} 只能是开或关，不能是“{value}”。</translation>
    </message>
    <message>
        <source>Write true or false.</source>
        <translation>请写 true 或 false。</translation>
    </message>
    <message>
        <source>the file lies where docker is run; type its variables here</source>
        <translation>该文件位于运行 docker 的机器上；请在此输入其中的变量</translation>
    </message>
    <message>
        <source>the file lies where docker is run</source>
        <translation>该文件位于运行 docker 的机器上</translation>
    </message>
    <message>
        <source>no file is written</source>
        <translation>不会写入文件</translation>
    </message>
    <message>
        <source>an image that is not there is pulled after a question</source>
        <translation>缺少的镜像会在询问后拉取</translation>
    </message>
    <message>
        <source>A container that is removed when it ends cannot start again by itself.</source>
        <translation>结束时会被移除的容器无法自动重启。</translation>
    </message>
    <message>
        <source>Which image? As in nvcr.io/nvidia/vllm:26.05.post1-py3.</source>
        <translation>使用哪个镜像？例如 nvcr.io/nvidia/vllm:26.05.post1-py3。</translation>
    </message>
    <message>
        <source>“{protocol}” is no protocol: tcp, udp or sctp.</source>
        <translation>“{protocol}”不是协议：应为 tcp、udp 或 sctp。</translation>
    </message>
    <message>
        <source>Port {host_port} of the node is published twice.</source>
        <translation>节点端口 {host_port} 被重复发布。</translation>
    </message>
    <message>
        <source>On the node&apos;s own network every port of the container is open already.</source>
        <translation>使用节点自身网络时，容器的所有端口已开放。</translation>
    </message>
    <message>
        <source>Without a network no port can be published.</source>
        <translation>没有网络就无法发布端口。</translation>
    </message>
    <message>
        <source>“{path}” is no whole path inside the container.</source>
        <translation>“{path}”不是容器内的完整路径。</translation>
    </message>
    <message>
        <source>{path} is mounted twice.</source>
        <translation>{path} 被重复挂载。</translation>
    </message>
    <message>
        <source>Write the whole path of the node for “{path}”: no shell completes it.</source>
        <translation>请为“{path}”写出节点上的完整路径：没有 Shell 会补全它。</translation>
    </message>
    <message>
        <source>“{text}” is neither a whole path nor a volume&apos;s name.</source>
        <translation>“{text}”既不是完整路径，也不是卷名。</translation>
    </message>
    <message>
        <source>A path with a colon cannot be mounted.</source>
        <translation>无法挂载含冒号的路径。</translation>
    </message>
    <message>
        <source>{name} is there twice.</source>
        <translation>{name} 重复出现。</translation>
    </message>
    <message>
        <source>{name} holds a character of no text.</source>
        <translation>{name} 含有非文本字符。</translation>
    </message>
    <message>
        <source>“{text}” is no size.</source>
        <translation>“{text}”不是大小。</translation>
    </message>
    <message>
        <source>Write it as in 512m or 16g.</source>
        <translation>例如 512m 或 16g。</translation>
    </message>
    <message>
        <source>{text} is more than there can be.</source>
        <translation>{text} 超出可能的上限。</translation>
    </message>
    <message>
        <source>“{text}” is no time.</source>
        <translation>“{text}”不是时间。</translation>
    </message>
    <message>
        <source>Write it as in 30s or 1m30s.</source>
        <translation>例如 30s 或 1m30s。</translation>
    </message>
    <message>
        <source>{text} is longer than there can be.</source>
        <translation>{text} 超出可能的时长。</translation>
    </message>
    <message>
        <source>“{text}” is no whole number.</source>
        <translation>“{text}”不是整数。</translation>
    </message>
    <message>
        <source>“{text}” is no number of cores.</source>
        <translation>“{text}”不是核心数。</translation>
    </message>
    <message>
        <source>Write it as in 4 or 1.5.</source>
        <translation>例如 4 或 1.5。</translation>
    </message>
    <message>
        <source>The ranges of “{text}” differ in length.</source>
        <translation>“{text}”中的范围长度不一致。</translation>
    </message>
    <message>
        <source>Publish each port by itself.</source>
        <translation>请逐个发布端口。</translation>
    </message>
    <message>
        <source>“{text}” publishes no port.</source>
        <translation>“{text}”未发布任何端口。</translation>
    </message>
    <message>
        <source>Write it as in 8000:8000 or {loopback}:8000:80; ports are 1 to {last_port}.</source>
        <translation>例如 8000:8000 或 {loopback}:8000:80；端口为 1 到 {last_port}。</translation>
    </message>
    <message>
        <source>“{text}” mounts nothing.</source>
        <translation>“{text}”未挂载任何内容。</translation>
    </message>
    <message>
        <source>Write it as in /data:/data, name:/data or /data:/x:ro.</source>
        <translation>例如 /data:/data、name:/data 或 /data:/x:ro。</translation>
    </message>
    <message>
        <source>“--mount {text}” cannot be set here{detail}.</source>
        <translation>此处无法设置“--mount {text}”{detail}。</translation>
    </message>
    <message>
        <source>A bind or volume with source, target and readonly can.</source>
        <translation>支持带 source、target 和 readonly 的 bind 或 volume。</translation>
    </message>
    <message>
        <source>“{text}” names no GPUs.</source>
        <translation>“{text}”未指定 GPU。</translation>
    </message>
    <message>
        <source>Write all, a number, or device=0,1.</source>
        <translation>请写 all、数字或 device=0,1。</translation>
    </message>
    <message>
        <source>“{text}” is no limit.</source>
        <translation>“{text}”不是限制值。</translation>
    </message>
    <message>
        <source>Write it as in memlock=-1.</source>
        <translation>例如 memlock=-1。</translation>
    </message>
    <message>
        <source>“{text}” is no restart policy.</source>
        <translation>“{text}”不是重启策略。</translation>
    </message>
    <message>
        <source>There are {Restart}.</source>
        <translation>可用的有 {Restart}。</translation>
    </message>
    <message>
        <source>Only on-failure is counted, not {policy}.</source>
        <translation>只有 on-failure 可带次数，{policy} 不可以。</translation>
    </message>
    <message>
        <source>How often it is started again is 0 or more.</source>
        <translation>重启次数须为 0 或更大。</translation>
    </message>
    <message>
        <source>“{text}” is no device.</source>
        <translation>“{text}”不是设备。</translation>
    </message>
    <message>
        <source>Write it as in /dev/infiniband.</source>
        <translation>例如 /dev/infiniband。</translation>
    </message>
    <message>
        <source>“{text}” has a quote without its end.</source>
        <translation>“{text}”中的引号未闭合。</translation>
    </message>
    <message>
        <source>{name} ended with code {code}.</source>
        <translation>{name} 已结束（代码 {code}）。</translation>
    </message>
    <message>
        <source>It ran out of memory.</source>
        <translation>内存已耗尽。</translation>
    </message>
    <message>
        <source>{name} ends again and again: it was started {restarts} times.</source>
        <translation>{name} 反复结束：已启动 {restarts} 次。</translation>
    </message>
    <message>
        <source>{name} runs, but its health check fails.</source>
        <translation>{name} 正在运行，但健康检查失败。</translation>
    </message>
    <message>
        <source>{name} was not healthy within {span}.</source>
        <translation>{name} 在 {span} 内未达到健康状态。</translation>
    </message>
    <message>
        <source>The container ended and was removed.</source>
        <translation>容器已结束并被移除。</translation>
    </message>
    <message>
        <source>{host} port {port}: {why}.</source>
        <translation>{host}，端口 {port}：{why}。</translation>
    </message>
    <message>
        <source>Nothing answers there now.</source>
        <translation>那里目前没有响应。</translation>
    </message>
    <message>
        <source>It did not answer in time.</source>
        <translation>响应超时。</translation>
    </message>
    <message>
        <source>It speaks no HTTP: whether it asks cannot be seen.</source>
        <translation>不使用 HTTP：无法判断是否要求登录。</translation>
    </message>
    <message>
        <source>Sends strangers to its login page.</source>
        <translation>将外来访问者转到登录页。</translation>
    </message>
    <message>
        <source>Refuses without a key or login ({status}).</source>
        <translation>没有密钥或未登录时拒绝（{status}）。</translation>
    </message>
    <message>
        <source>Its first page is sent to anybody; whether the page itself asks is not known.</source>
        <translation>首页对任何人开放；页面本身是否要求登录未知。</translation>
    </message>
    <message>
        <source>It answers {status}; what it offers is not known.</source>
        <translation>返回 {status}；所提供的服务未知。</translation>
    </message>
    <message>
        <source>Refuses without a key ({status} at {path}).</source>
        <translation>没有密钥时拒绝（{path} 返回 {status}）。</translation>
    </message>
    <message>
        <source>Lists its models to anybody and refuses the rest without a key ({status}).</source>
        <translation>任何人都可列出其模型，其余操作没有密钥时拒绝（{status}）。</translation>
    </message>
    <message>
        <source>start it with --api-key</source>
        <translation>以 --api-key 启动</translation>
    </message>
    <message>
        <source>LM Studio</source>
        <translation>LM Studio</translation>
    </message>
    <message>
        <source>an API like OpenAI&apos;s</source>
        <translation>类 OpenAI 的 API</translation>
    </message>
    <message>
        <source>Answers prompts of anybody{models}.</source>
        <translation>回答任何人的提示词{models}。</translation>
    </message>
    <message>
        <source>Anybody may use, load and delete its models{models}.</source>
        <translation>任何人都可使用、加载和删除其模型{models}。</translation>
    </message>
    <message>
        <source>Anybody may read and delete its collections{names}.</source>
        <translation>任何人都可读取和删除其集合{names}。</translation>
    </message>
    <message>
        <source>set QDRANT__SERVICE__API_KEY</source>
        <translation>设置 QDRANT__SERVICE__API_KEY</translation>
    </message>
    <message>
        <source>Anybody may run programs in it: it has no token.</source>
        <translation>任何人都可在其中运行程序：没有令牌。</translation>
    </message>
    <message>
        <source>start it with a token or password</source>
        <translation>以令牌或密码启动</translation>
    </message>
    <message>
        <source>Has accounts and asks for a login.</source>
        <translation>有账户，并要求登录。</translation>
    </message>
    <message>
        <source>Open WebUI</source>
        <translation>Open WebUI</translation>
    </message>
    <message>
        <source>It asks nobody for a login.</source>
        <translation>不要求任何人登录。</translation>
    </message>
    <message>
        <source>set WEBUI_AUTH=true</source>
        <translation>设置 WEBUI_AUTH=true</translation>
    </message>
    <message>
        <source>Anybody may run workflows in it, which may run programs.</source>
        <translation>任何人都可在其中运行工作流，而工作流可运行程序。</translation>
    </message>
    <message>
        <source>Whoever reaches it is root on the node.</source>
        <translation>能访问它的人即为该节点的 root。</translation>
    </message>
    <message>
        <source>a chunk has no size</source>
        <translation>某个分块没有大小</translation>
    </message>
    <message>
        <source>{short} was made or loaded on this node.</source>
        <translation>{short} 是在该节点上创建或加载的。</translation>
    </message>
    <message>
        <source>{registry} does not say which image {short} is now. {why}</source>
        <translation>{registry} 未说明 {short} 当前是哪个镜像。{why}</translation>
    </message>
    <message>
        <source>Newer tags are not known: {error}</source>
        <translation>较新的标签未知：{error}</translation>
    </message>
    <message>
        <source>“{name}” cannot be a volume&apos;s name.</source>
        <translation>“{name}”不能作为卷名。</translation>
    </message>
    <message>
        <source>There is a volume {name} already.</source>
        <translation>已有卷 {name}。</translation>
    </message>
    <message>
        <source>“{name}” is no volume&apos;s name.</source>
        <translation>“{name}”不是卷名。</translation>
    </message>
    <message>
        <source>It may be starting again.</source>
        <translation>可能正在重新启动。</translation>
    </message>
    <message>
        <source>A Flatpak may not write it: use the list of start-up programs of your desktop.</source>
        <translation>Flatpak 无权写入：请使用桌面环境的自启动程序列表。</translation>
    </message>
    <message>
        <source>Windows cannot start the program from this folder of source.</source>
        <translation>Windows 无法从该源代码文件夹启动程序。</translation>
    </message>
    <message>
        <source>Install it, or start it once through the launcher in its environment.</source>
        <translation>请安装，或先通过其环境中的启动器启动一次。</translation>
    </message>
    <message>
        <source>Starting at log-in could not be changed.</source>
        <translation>无法更改登录时启动。</translation>
    </message>
    <message>
        <source>The program that caused it was ended; start it again.</source>
        <translation>引发错误的程序已结束；请重新启动它。</translation>
    </message>
    <message>
        <source>If it comes back, look for a newer version of the program or of the driver.</source>
        <translation>若再次出现，请查找程序或驱动的新版本。</translation>
    </message>
    <message>
        <source>End every program that uses the GPU, then restart the machine.</source>
        <translation>结束所有使用 GPU 的程序，然后重启机器。</translation>
    </message>
    <message>
        <source>If it comes back, note number and time and ask for a repair.</source>
        <translation>若再次出现，请记录编号和时间并报修。</translation>
    </message>
    <message>
        <source>Restart the machine.</source>
        <translation>重启机器。</translation>
    </message>
    <message>
        <source>If it came with an update, update through the DGX Dashboard: firmware comes with the driver.</source>
        <translation>若在更新后出现，请通过 DGX Dashboard 更新：固件随驱动一起提供。</translation>
    </message>
    <message>
        <source>a program did something the GPU does not allow</source>
        <translation>程序执行了 GPU 不允许的操作</translation>
    </message>
    <message>
        <source>a program used memory that is not its own</source>
        <translation>程序使用了不属于它的内存</translation>
    </message>
    <message>
        <source>a program was stopped after a fault of its own</source>
        <translation>程序因自身故障被停止</translation>
    </message>
    <message>
        <source>a program was taken off the GPU</source>
        <translation>程序被移出 GPU</translation>
    </message>
    <message>
        <source>an error in memory that cannot be corrected</source>
        <translation>无法纠正的内存错误</translation>
    </message>
    <message>
        <source>the GPU&apos;s own controller stopped</source>
        <translation>GPU 自身的控制器停止</translation>
    </message>
    <message>
        <source>the GPU&apos;s own controller halted</source>
        <translation>GPU 自身的控制器挂起</translation>
    </message>
    <message>
        <source>the GPU has fallen off the bus</source>
        <translation>GPU 已脱离总线</translation>
    </message>
    <message>
        <source>an error in memory, contained in one program</source>
        <translation>内存错误，仅限于一个程序</translation>
    </message>
    <message>
        <source>an error in memory that may have reached other programs</source>
        <translation>内存错误，可能已影响其他程序</translation>
    </message>
    <message>
        <source>a program did not let go of the GPU in time</source>
        <translation>程序未及时释放 GPU</translation>
    </message>
    <message>
        <source>the GPU&apos;s firmware (GSP) does not answer</source>
        <translation>GPU 固件（GSP）没有响应</translation>
    </message>
    <message>
        <source>the GPU&apos;s firmware (GSP) failed</source>
        <translation>GPU 固件（GSP）失败</translation>
    </message>
    <message>
        <source>the GPU wants to be reset or the machine to be restarted</source>
        <translation>GPU 要求复位或重启机器</translation>
    </message>
    <message>
        <source>look the number up in NVIDIA&apos;s list of Xid errors</source>
        <translation>请在 NVIDIA 的 Xid 错误列表中查询该编号</translation>
    </message>
    <message>
        <source>GPU {index}: Xid {xid}, told by an exporter</source>
        <translation>GPU {index}：Xid {xid}，由 exporter 报告</translation>
    </message>
    <message>
        <source>Xid {number}: {meaning}</source>
        <translation>Xid {number}：{meaning}</translation>
    </message>
    <message>
        <source>Look at the end of the engine&apos;s log: a stack trace, or a peer that does not answer.</source>
        <translation>查看引擎日志的末尾：堆栈跟踪，或某个对端没有响应。</translation>
    </message>
    <message>
        <source>With several machines, look whether the engine still runs on each of them.</source>
        <translation>若有多台机器，请检查引擎是否在每台上仍在运行。</translation>
    </message>
    <message>
        <source>Restart the engine. The power supply and the driver are well: the clock is high.</source>
        <translation>重启引擎。供电和驱动正常：频率较高。</translation>
    </message>
    <message numerus="yes">
        <source>%n requests run at {names}</source>
        <comment>%n request runs at {names}</comment>
        <translation>
            <numerusform>{names} 有 %n 个请求在运行</numerusform>
        </translation>
    </message>
    <message>
        <source>an engine</source>
        <translation>某个引擎</translation>
    </message>
    <message>
        <source>No token for {duration}</source>
        <translation>已有 {duration} 没有 token</translation>
    </message>
    <message>
        <source>GPU busy {percent}, {watts} at {frequency}</source>
        <translation>GPU 占用 {percent}，{watts}，{frequency}</translation>
    </message>
    <message>
        <source>Look for a process that still has the GPU open: sudo fuser -v /dev/nvidia*</source>
        <translation>查找仍打开 GPU 的进程：sudo fuser -v /dev/nvidia*</translation>
    </message>
    <message>
        <source>If there is none, nothing gives it back but the driver: restart the machine when it suits.</source>
        <translation>若没有，则只有驱动能释放：请在方便时重启机器。</translation>
    </message>
    <message>
        <source>Until then plan with what is available, not with what is free of engines.</source>
        <translation>在此之前，请按可用内存规划，而不是按未被引擎占用的部分。</translation>
    </message>
    <message>
        <source>{memory} in no process and no line of /proc/meminfo</source>
        <translation>{memory} 不属于任何进程，也不在 /proc/meminfo 的任何一行</translation>
    </message>
    <message>
        <source>No engine holds GPU memory</source>
        <translation>没有引擎占用显存</translation>
    </message>
    <message>
        <source>{available} of {total} available</source>
        <translation>{total} 中有 {available} 可用</translation>
    </message>
    <message>
        <source>{engine} ended {ago} ago; it had {memory}</source>
        <translation>{engine} 于 {ago} 前结束；曾占用 {memory}</translation>
    </message>
    <message>
        <source>Stop what grows, before anything else: docker stop, or end its process here.</source>
        <translation>首先停止持续增长的部分：docker stop，或在此结束其进程。</translation>
    </message>
    <message>
        <source>If nothing can be stopped, close what holds page cache or swap; do not start anything.</source>
        <translation>若没有可停止的，请关闭占用页缓存或交换空间的程序；不要启动任何新任务。</translation>
    </message>
    <message>
        <source>Later: give the engine a smaller share of memory or a shorter context, or arm the guard.</source>
        <translation>之后：减小引擎的内存占比或缩短上下文，或启用内存守护。</translation>
    </message>
    <message>
        <source>{available} available of {total}</source>
        <translation>{total} 中有 {available} 可用</translation>
    </message>
    <message>
        <source>It falls by {memory} per second</source>
        <translation>每秒减少 {memory}</translation>
    </message>
    <message>
        <source>At this rate it is empty in {duration}</source>
        <translation>按此速度将在 {duration} 后耗尽</translation>
    </message>
    <message>
        <source>{name} grew by {memory} in {lasted}</source>
        <translation>{name} 在 {lasted} 内增长了 {memory}</translation>
    </message>
    <message>
        <source>Start the engine with NCCL_DEBUG=INFO: NET/Socket means TCP, NET/IB means RDMA.</source>
        <translation>以 NCCL_DEBUG=INFO 启动引擎：NET/Socket 表示 TCP，NET/IB 表示 RDMA。</translation>
    </message>
    <message>
        <source>Give the container the devices: --device=/dev/infiniband/rdma_cm and each of its uverbs*.</source>
        <translation>将设备交给容器：--device=/dev/infiniband/rdma_cm 及其每个 uverbs*。</translation>
    </message>
    <message>
        <source>Let it pin memory: --cap-add=IPC_LOCK --ulimit memlock=-1. A bind mount is not enough.</source>
        <translation>允许其锁定内存：--cap-add=IPC_LOCK --ulimit memlock=-1。仅绑定挂载不够。</translation>
    </message>
    <message>
        <source>Name the ports if they are not found: NCCL_IB_HCA=rocep1s0f0,roceP2p1s0f0</source>
        <translation>若未找到端口，请指定：NCCL_IB_HCA=rocep1s0f0,roceP2p1s0f0</translation>
    </message>
    <message>
        <source>{name}: {rate} over TCP, in and out</source>
        <translation>{name}：经 TCP 收发 {rate}</translation>
    </message>
    <message>
        <source>{name}: {rate} over RDMA</source>
        <translation>{name}：经 RDMA {rate}</translation>
    </message>
    <message>
        <source>GPU busy {percent}</source>
        <translation>GPU 占用 {percent}</translation>
    </message>
    <message>
        <source>Look whether your engine still runs: it may be the one that was ended.</source>
        <translation>检查引擎是否仍在运行：被结束的可能正是它。</translation>
    </message>
    <message>
        <source>Give it a smaller share of memory (gpu-memory-utilization) or a shorter context.</source>
        <translation>减小其内存占比（gpu-memory-utilization）或缩短上下文。</translation>
    </message>
    <message>
        <source>Arm the memory guard: it acts before the machine freezes.</source>
        <translation>启用内存守护：它会在机器卡死之前介入。</translation>
    </message>
    <message>
        <source>{memory} available now</source>
        <translation>当前可用 {memory}</translation>
    </message>
    <message>
        <source>If the clock was capped by hand, take the cap off first: sudo nvidia-smi -rgc</source>
        <translation>若曾手动限制频率，请先解除：sudo nvidia-smi -rgc</translation>
    </message>
    <message>
        <source>Shut the machine down.</source>
        <translation>关闭机器。</translation>
    </message>
    <message>
        <source>Take the power brick off the wall and its cable off the machine, for one minute.</source>
        <translation>将电源适配器从插座拔下，并拔掉机器上的电源线，等待一分钟。</translation>
    </message>
    <message>
        <source>Plug the original brick in again, wall first, without a dock or an extension, and start.</source>
        <translation>重新接上原装电源适配器，先接插座，不用扩展坞或延长线，然后开机。</translation>
    </message>
    <message>
        <source>Load the GPU and look at the clock: well is 2.2 GHz and more. If it is not, ask for a repair.</source>
        <translation>给 GPU 加载并查看频率：正常应在 2.2 GHz 以上。若不是，请报修。</translation>
    </message>
    <message>
        <source>no throttle reason is active</source>
        <translation>没有生效的降频原因</translation>
    </message>
    <message>
        <source>throttle reasons are not known here</source>
        <translation>此处无法得知降频原因</translation>
    </message>
    <message>
        <source>GPU busy {percent} of the time</source>
        <translation>GPU 有 {percent} 的时间处于忙碌</translation>
    </message>
    <message>
        <source>SM clock {frequency}, well under load is 2.2 GHz and more</source>
        <translation>SM 频率 {frequency}，负载下正常应在 2.2 GHz 以上</translation>
    </message>
    <message>
        <source>GPU power {watts}, well under load is 30 W and more</source>
        <translation>GPU 功率 {watts}，负载下正常应在 30 W 以上</translation>
    </message>
    <message>
        <source>GPU temperature {celsius}; {reasons}</source>
        <translation>GPU 温度 {celsius}；{reasons}</translation>
    </message>
    <message>
        <source>Look at the port: sudo ethtool INTERFACE | grep Speed, which should say 200000Mb/s.</source>
        <translation>检查端口：sudo ethtool INTERFACE | grep Speed，应显示 200000Mb/s。</translation>
    </message>
    <message>
        <source>Behind a switch, set the port there to 200 Gb/s: auto-negotiation may agree on less.</source>
        <translation>若经过交换机，请将其端口设为 200 Gb/s：自动协商可能得到更低速率。</translation>
    </message>
    <message>
        <source>Try another cable: it has to be a QSFP56 (200 Gb/s) one.</source>
        <translation>换一根线缆：必须是 QSFP56（200 Gb/s）。</translation>
    </message>
    <message>
        <source>{name} runs at {rate}</source>
        <translation>{name} 以 {rate} 运行</translation>
    </message>
    <message>
        <source>Stop the largest engine now, while the machine still answers.</source>
        <translation>趁机器仍有响应，立即停止最大的引擎。</translation>
    </message>
    <message>
        <source>If it does not answer any more, wait some minutes before you cut the power.</source>
        <translation>若已无响应，请等待几分钟再断电。</translation>
    </message>
    <message>
        <source>Later: give the engine a smaller share of memory, or arm the memory guard.</source>
        <translation>之后：减小引擎的内存占比，或启用内存守护。</translation>
    </message>
    <message>
        <source>Everything waited for memory for {percent} of the last 10 s</source>
        <translation>最近 10 s 内有 {percent} 的时间全部任务都在等待内存</translation>
    </message>
    <message>
        <source>Swap: {read} in, {written} out</source>
        <translation>交换空间：换入 {read}，换出 {written}</translation>
    </message>
    <message>
        <source>Swap in use: {memory}</source>
        <translation>已用交换空间：{memory}</translation>
    </message>
    <message>
        <source>Largest engine: {name} with {memory}</source>
        <translation>最大的引擎：{name}，占用 {memory}</translation>
    </message>
    <message>
        <source>Give the case air on all sides; lift it, and move it away from other warm machines.</source>
        <translation>保证机箱四周通风；垫高，并远离其他发热设备。</translation>
    </message>
    <message>
        <source>Clean the inlet, and update the firmware: later versions run the fans earlier.</source>
        <translation>清洁进风口并更新固件：新版本会更早启动风扇。</translation>
    </message>
    <message>
        <source>If it has to run like that, cap the clock: sudo nvidia-smi -lgc 300,2200 (until a restart).</source>
        <translation>若必须如此运行，请限制频率：sudo nvidia-smi -lgc 300,2200（重启前有效）。</translation>
    </message>
    <message>
        <source>Active on GPU {index}: {reasons}</source>
        <translation>GPU {index} 上生效：{reasons}</translation>
    </message>
    <message>
        <source>none at this moment</source>
        <translation>目前没有</translation>
    </message>
    <message>
        <source>GPU temperature {celsius}</source>
        <translation>GPU 温度 {celsius}</translation>
    </message>
    <message>
        <source>SM clock {frequency} at {percent}</source>
        <translation>SM 频率 {frequency}，占用 {percent}</translation>
    </message>
    <message>
        <source>Hottest sensor: {name}, {celsius}</source>
        <translation>最热的传感器：{name}，{celsius}</translation>
    </message>
    <message>
        <source>Restart the machine, if it was updated since it was started.</source>
        <translation>若机器自启动后更新过，请重启。</translation>
    </message>
    <message>
        <source>If that does not help, update through the DGX Dashboard: it brings all parts at once.</source>
        <translation>若无效，请通过 DGX Dashboard 更新：它会一次更新所有部分。</translation>
    </message>
    <message>
        <source>Do not update the driver alone by apt.</source>
        <translation>不要用 apt 单独更新驱动。</translation>
    </message>
    <message>
        <source>With Secure Boot on, look whether the module is refused: sudo dmesg | grep -i nvidia</source>
        <translation>若启用了 Secure Boot，请检查模块是否被拒绝：sudo dmesg | grep -i nvidia</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s own check: nvidia-spark-ota-check torn-score</source>
        <translation>NVIDIA 自带的检查：nvidia-spark-ota-check torn-score</translation>
    </message>
    <message>
        <source>The kernel&apos;s log: {logged}</source>
        <translation>内核日志：{logged}</translation>
    </message>
    <message>
        <source>The system asks to be restarted</source>
        <translation>系统要求重启</translation>
    </message>
    <message>
        <source>The kernel runs driver {loaded}, programs use {programs}</source>
        <translation>内核使用驱动 {loaded}，程序使用 {programs}</translation>
    </message>
    <message>
        <source>The kernel runs driver {loaded}; after a restart it has {on_disk}</source>
        <translation>内核使用驱动 {loaded}；重启后将为 {on_disk}</translation>
    </message>
    <message>
        <source>that runs</source>
        <translation>（当前）</translation>
    </message>
    <message>
        <source>Programs use driver {programs}; the kernel {kernel} has {on_disk}</source>
        <translation>程序使用驱动 {programs}；内核 {kernel} 带有 {on_disk}</translation>
    </message>
    <message>
        <source>The driver: {reason}</source>
        <translation>驱动：{reason}</translation>
    </message>
    <message>
        <source>The collections cannot be saved: {why}.</source>
        <translation>无法保存集合：{why}。</translation>
    </message>
    <message>
        <source>The list of collections was damaged; it is kept as {name}.</source>
        <translation>集合列表已损坏；已另存为 {name}。</translation>
    </message>
    <message>
        <source>The collections cannot be read: {why}.</source>
        <translation>无法读取集合：{why}。</translation>
    </message>
    <message>
        <source>The index of your documents is locked by another program.</source>
        <translation>文档索引被其他程序锁定。</translation>
    </message>
    <message>
        <source>The index of your documents cannot be written: the disk is full.</source>
        <translation>无法写入文档索引：磁盘已满。</translation>
    </message>
    <message>
        <source>Make room where {parent} is, then try again.</source>
        <translation>请在 {parent} 所在磁盘腾出空间，然后重试。</translation>
    </message>
    <message>
        <source>The index of your documents cannot be written: its file or folder is read-only.</source>
        <translation>无法写入文档索引：文件或文件夹为只读。</translation>
    </message>
    <message>
        <source>The index of your documents cannot be used: {reason}.</source>
        <translation>无法使用文档索引：{reason}。</translation>
    </message>
    <message>
        <source>The embedding model of this computer is not installed.</source>
        <translation>本机的嵌入模型未安装。</translation>
    </message>
    <message>
        <source>Install the package spark-command-center-documents, or choose an embedding endpoint of a node.</source>
        <translation>安装软件包 spark-command-center-documents，或选择节点的嵌入端点。</translation>
    </message>
    <message>
        <source>Install the extra “documents”, or choose an embedding endpoint of a node.</source>
        <translation>安装附加组件“documents”，或选择节点的嵌入端点。</translation>
    </message>
    <message>
        <source>The embedding model of this computer cannot be started: {why}.</source>
        <translation>无法启动本机的嵌入模型：{why}。</translation>
    </message>
    <message>
        <source>Install the extra “documents” again, or choose an embedding endpoint of a node.</source>
        <translation>重新安装附加组件“documents”，或选择节点的嵌入端点。</translation>
    </message>
    <message>
        <source>The embedding model of this computer is not the one that was tested.</source>
        <translation>本机的嵌入模型不是经过测试的那一个。</translation>
    </message>
    <message>
        <source>Install the extra “documents” again.</source>
        <translation>重新安装附加组件“documents”。</translation>
    </message>
    <message>
        <source>The server&apos;s vectors of “{model}” cannot be read.</source>
        <translation>无法读取服务器返回的“{model}”向量。</translation>
    </message>
    <message>
        <source>Choose a model that is made for embeddings.</source>
        <translation>选择专用于嵌入的模型。</translation>
    </message>
    <message>
        <source>“{model}” makes vectors of {shape} numbers now, of {dimensions} before.</source>
        <translation>“{model}”现在生成 {shape} 维向量，之前为 {dimensions} 维。</translation>
    </message>
    <message>
        <source>It is another model under the same name; its vectors do not mix.</source>
        <translation>这是同名的另一个模型；两者的向量不能混用。</translation>
    </message>
    <message>
        <source>The server is silent for too long.</source>
        <translation>服务器长时间无响应。</translation>
    </message>
    <message>
        <source>The server&apos;s answer is far too long.</source>
        <translation>服务器的回答过长。</translation>
    </message>
    <message>
        <source>The embedding server cannot be reached: {why}.</source>
        <translation>无法连接嵌入服务器：{why}。</translation>
    </message>
    <message>
        <source>Look whether it still runs.</source>
        <translation>请检查它是否仍在运行。</translation>
    </message>
    <message>
        <source>The server wants another key.</source>
        <translation>服务器要求使用其他密钥。</translation>
    </message>
    <message>
        <source>Change the endpoint&apos;s key.</source>
        <translation>更改该端点的密钥。</translation>
    </message>
    <message>
        <source>The server does not know “{model}”, or makes no vectors: {words}</source>
        <translation>服务器没有“{model}”，或不生成向量：{words}</translation>
    </message>
    <message>
        <source>Choose a model of its list that is made for embeddings.</source>
        <translation>从其列表中选择专用于嵌入的模型。</translation>
    </message>
    <message>
        <source>The server makes no vectors: {words}</source>
        <translation>服务器不生成向量：{words}</translation>
    </message>
    <message>
        <source>llama.cpp does when it is started with --embeddings.</source>
        <translation>llama.cpp 以 --embeddings 启动时可以生成。</translation>
    </message>
    <message>
        <source>The server made no vectors ({status}): {words}</source>
        <translation>服务器未生成向量（{status}）：{words}</translation>
    </message>
    <message>
        <source>What “{model}” told of the passages cannot be read.</source>
        <translation>无法读取“{model}”对段落的评分。</translation>
    </message>
    <message>
        <source>Read as UTF-16: it does not tell.</source>
        <translation>已按 UTF-16 读取：文件未注明编码。</translation>
    </message>
    <message>
        <source>It is not UTF-8 and was read as Windows-1252: accents may be wrong.</source>
        <translation>不是 UTF-8，已按 Windows-1252 读取：带重音的字符可能有误。</translation>
    </message>
    <message>
        <source>It is not text, whatever its name says.</source>
        <translation>无论文件名如何，它不是文本。</translation>
    </message>
    <message>
        <source>It is gone.</source>
        <translation>文件已不存在。</translation>
    </message>
    <message>
        <source>This account may not read it.</source>
        <translation>该账户无权读取。</translation>
    </message>
    <message>
        <source>Change its permissions.</source>
        <translation>更改其权限。</translation>
    </message>
    <message>
        <source>It cannot be read: {why}.</source>
        <translation>无法读取：{why}。</translation>
    </message>
    <message>
        <source>It holds too much text to be read.</source>
        <translation>文本过多，无法读取。</translation>
    </message>
    <message>
        <source>Split it.</source>
        <translation>请拆分。</translation>
    </message>
    <message>
        <source>It has {count} pages; up to {pages} are read.</source>
        <translation>共 {count} 页；最多读取 {pages} 页。</translation>
    </message>
    <message>
        <source>It holds pictures of pages only, no text.</source>
        <translation>只包含页面图像，没有文本。</translation>
    </message>
    <message>
        <source>Page {named} holds no text.</source>
        <translation>第 {named} 页没有文本。</translation>
    </message>
    <message>
        <source>Pages {named} hold no text.</source>
        <translation>第 {named} 页没有文本。</translation>
    </message>
    <message>
        <source>It is protected by a password.</source>
        <translation>受密码保护。</translation>
    </message>
    <message>
        <source>Save a copy without one.</source>
        <translation>另存一份无密码的副本。</translation>
    </message>
    <message>
        <source>It is not a PDF, or damaged.</source>
        <translation>不是 PDF，或已损坏。</translation>
    </message>
    <message>
        <source>Open it in a viewer and save it anew.</source>
        <translation>用阅读器打开并重新保存。</translation>
    </message>
    <message>
        <source>It is damaged: nothing can be read of it.</source>
        <translation>已损坏：无法读取任何内容。</translation>
    </message>
    <message>
        <source>Save it anew with the program that made it.</source>
        <translation>用创建它的程序重新保存。</translation>
    </message>
    <message>
        <source>The process that reads documents cannot be started: {why}.</source>
        <translation>无法启动读取文档的进程：{why}。</translation>
    </message>
    <message>
        <source>Reading it took more than {seconds:g} s.</source>
        <translation>读取耗时超过 {seconds:g} s。</translation>
    </message>
    <message>
        <source>Save it anew, or leave it out.</source>
        <translation>重新保存，或将其排除。</translation>
    </message>
    <message>
        <source>Reading it takes more than {memory} GiB of memory.</source>
        <translation>读取需要超过 {memory} GiB 的内存。</translation>
    </message>
    <message>
        <source>It is not a DOCX, or damaged.</source>
        <translation>不是 DOCX，或已损坏。</translation>
    </message>
    <message>
        <source>Open it in Word and save it anew.</source>
        <translation>用 Word 打开并重新保存。</translation>
    </message>
    <message>
        <source>It is protected by a password, or of an old Word.</source>
        <translation>受密码保护，或来自旧版 Word。</translation>
    </message>
    <message>
        <source>Save it as DOCX.</source>
        <translation>另存为 DOCX。</translation>
    </message>
    <message>
        <source>Unpacked it has more than {unpacked} MB: it may be a trap.</source>
        <translation>解压后超过 {unpacked} MB：可能是陷阱。</translation>
    </message>
    <message>
        <source>If you trust it, split it.</source>
        <translation>若信任该文件，请拆分。</translation>
    </message>
    <message>
        <source>This document is no longer in the index.</source>
        <translation>该文档已不在索引中。</translation>
    </message>
    <message>
        <source>It may have been moved or removed.</source>
        <translation>它可能已被移动或移除。</translation>
    </message>
    <message>
        <source>The index of your documents was damaged; a new one was begun.</source>
        <translation>文档索引已损坏；已新建索引。</translation>
    </message>
    <message>
        <source>Index your collections again: the documents themselves are as they were.</source>
        <translation>请重新索引集合：文档本身未受影响。</translation>
    </message>
    <message>
        <source>The index of your documents was damaged; a new one was begun. What is left is kept in {aside}.</source>
        <translation>文档索引已损坏；已新建索引。残留内容保存在 {aside}。</translation>
    </message>
    <message>
        <source>The passages could not be reranked: {message}</source>
        <translation>无法对段落重排序：{message}</translation>
    </message>
    <message>
        <source>Found by words only: “{embedder_id}” is another model by now.</source>
        <translation>仅按词语查找：“{embedder_id}”现已是另一个模型。</translation>
    </message>
    <message>
        <source>Found by words only: {message}</source>
        <translation>仅按词语查找：{message}</translation>
    </message>
    <message>
        <source>Found by words only: the documents have no vectors yet.</source>
        <translation>仅按词语查找：文档尚无向量。</translation>
    </message>
    <message>
        <source>Searched on this computer: {message}</source>
        <translation>已在本机搜索：{message}</translation>
    </message>
    <message>
        <source>“{name}” makes vectors of {dimensions} numbers now, the index has {before}.</source>
        <translation>“{name}”现在生成 {dimensions} 维向量，索引中为 {before} 维。</translation>
    </message>
    <message>
        <source>It is another model under the same name: delete the collection and add it again.</source>
        <translation>这是同名的另一个模型：请删除集合并重新添加。</translation>
    </message>
    <message>
        <source>vectors of another length</source>
        <translation>向量长度不一致</translation>
    </message>
    <message>
        <source>The Milvus of this collection cannot be reached from here.</source>
        <translation>从此处无法连接该集合的 Milvus。</translation>
    </message>
    <message>
        <source>What speaks to Milvus is not installed.</source>
        <translation>连接 Milvus 的组件未安装。</translation>
    </message>
    <message>
        <source>Install the extra “milvus”, or keep the collection on this computer.</source>
        <translation>安装附加组件“milvus”，或将集合保存在本机。</translation>
    </message>
    <message>
        <source>The node of this Milvus is not connected.</source>
        <translation>该 Milvus 所在节点未连接。</translation>
    </message>
    <message>
        <source>Connect it.</source>
        <translation>请先连接。</translation>
    </message>
    <message>
        <source>Milvus does not do what it was asked: {why}</source>
        <translation>Milvus 未执行请求：{why}</translation>
    </message>
    <message>
        <source>It is not a file but a device, a pipe or a socket.</source>
        <translation>不是文件，而是设备、管道或套接字。</translation>
    </message>
    <message>
        <source>Its name is not valid text. Rename it.</source>
        <translation>文件名不是有效文本。请重命名。</translation>
    </message>
    <message>
        <source>Only PDF, DOCX, Markdown, HTML, text and code are read.</source>
        <translation>只读取 PDF、DOCX、Markdown、HTML、文本和代码。</translation>
    </message>
    <message>
        <source>It has {st_size} MB; up to {limit} MB are read. Split it.</source>
        <translation>大小为 {st_size} MB；最多读取 {limit} MB。请拆分。</translation>
    </message>
    <message>
        <source>A memory guard needs a limit above 0.</source>
        <translation>内存守护的阈值必须大于 0。</translation>
    </message>
    <message>
        <source>What is to be stopped first is no name of a container or a systemd unit.</source>
        <translation>要首先停止的对象不是容器或 systemd 单元的名称。</translation>
    </message>
    <message>
        <source>No word from it for {seconds} s: it may not be guarding.</source>
        <translation>已有 {seconds} s 没有消息：可能未在守护。</translation>
    </message>
    <message>
        <source>The node is not connected: not guarded until it is.</source>
        <translation>节点未连接：连接之前不受守护。</translation>
    </message>
    <message>
        <source>Not guarded: {message}</source>
        <translation>未受守护：{message}</translation>
    </message>
    <message>
        <source>The guard ended{detail}.</source>
        <translation>内存守护已结束{detail}。</translation>
    </message>
    <message>
        <source>no action {n} is under way</source>
        <translation>没有进行中的操作 {n}</translation>
    </message>
    <message>
        <source>The guard&apos;s first line is garbage: {error}.</source>
        <translation>内存守护的首行无法识别：{error}。</translation>
    </message>
    <message>
        <source>The guard speaks version {version}, not {wanted}.</source>
        <translation>内存守护使用版本 {version}，而非 {wanted}。</translation>
    </message>
    <message>
        <source>The guard cannot read the machine&apos;s memory: {problem}.</source>
        <translation>内存守护无法读取机器的内存：{problem}。</translation>
    </message>
    <message>
        <source>the newest container with GPU memory</source>
        <translation>占用显存的最新容器</translation>
    </message>
    <message>
        <source>, practice only</source>
        <translation>，仅演练</translation>
    </message>
    <message>
        <source>below {memory}, {first} first{practice}</source>
        <translation>低于 {memory}，先停止 {first}{practice}</translation>
    </message>
    <message>
        <source>{file} there is not understood: {error}.</source>
        <translation>那里的 {file} 无法识别：{error}。</translation>
    </message>
    <message>
        <source>Allow this log-in to use sudo without one, or log in as root.</source>
        <translation>允许该登录用户免密使用 sudo，或以 root 登录。</translation>
    </message>
    <message>
        <source>a row has another number of values than it has metrics</source>
        <translation>某行的数值个数与指标个数不符</translation>
    </message>
    <message>
        <source>a row has no time</source>
        <translation>某行没有时间</translation>
    </message>
    <message>
        <source>not bytes</source>
        <translation>不是字节数据</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>cut off</translation>
    </message>
    <message>
        <source>not a block of these metrics</source>
        <translation>不是这些指标的数据块</translation>
    </message>
    <message>
        <source>cut off, or more than it says</source>
        <translation>被截断，或多于所声明的长度</translation>
    </message>
    <message>
        <source>its times do not increase</source>
        <translation>时间未递增</translation>
    </message>
    <message>
        <source>a column is longer or shorter than it says</source>
        <translation>某列比声明的更长或更短</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>拨快</translation>
    </message>
    <message>
        <source>back</source>
        <translation>拨慢</translation>
    </message>
    <message>
        <source>Clock set {way} by {duration}</source>
        <translation>时钟调整了 {duration}（{way}）</translation>
    </message>
    <message>
        <source>The clock of this computer was set. Rows keep the time it showed when they came.</source>
        <translation>本机时钟被调整。各行保留到达时所显示的时间。</translation>
    </message>
    <message>
        <source>It is left as it is; this version goes on in {name}.</source>
        <translation>原文件保持不变；此版本改用 {name}。</translation>
    </message>
    <message>
        <source>The history was damaged; a new one was begun.</source>
        <translation>历史已损坏；已新建。</translation>
    </message>
    <message>
        <source>What is left is kept in {aside}.</source>
        <translation>残留内容保存在 {aside}。</translation>
    </message>
    <message>
        <source>There is no history on this computer yet.</source>
        <translation>本机尚无历史。</translation>
    </message>
    <message>
        <source>It is kept while the window is open.</source>
        <translation>窗口打开期间会记录历史。</translation>
    </message>
    <message>
        <source>The history is locked by another program.</source>
        <translation>历史被其他程序锁定。</translation>
    </message>
    <message>
        <source>The history is damaged.</source>
        <translation>历史已损坏。</translation>
    </message>
    <message>
        <source>The history cannot be read: {error}.</source>
        <translation>无法读取历史：{error}。</translation>
    </message>
    <message>
        <source>Close the program that has {name} open; rows are kept in memory until then.</source>
        <translation>关闭打开了 {name} 的程序；在此之前各行保存在内存中。</translation>
    </message>
    <message>
        <source>The history cannot be written: the disk is full.</source>
        <translation>无法写入历史：磁盘已满。</translation>
    </message>
    <message>
        <source>Make room where {parent} is; rows are kept in memory until then.</source>
        <translation>请在 {parent} 所在磁盘腾出空间；在此之前各行保存在内存中。</translation>
    </message>
    <message>
        <source>The history cannot be written: the file or its folder is read-only.</source>
        <translation>无法写入历史：文件或其文件夹为只读。</translation>
    </message>
    <message>
        <source>Let this account write to {path}; rows are kept in memory until then.</source>
        <translation>允许该账户写入 {path}；在此之前各行保存在内存中。</translation>
    </message>
    <message>
        <source>The history cannot be written: {reason}.</source>
        <translation>无法写入历史：{reason}。</translation>
    </message>
    <message>
        <source>Parquet needs pyarrow, which is not installed.</source>
        <translation>Parquet 需要 pyarrow，但尚未安装。</translation>
    </message>
    <message>
        <source>Install it (pip install pyarrow), or export CSV.</source>
        <translation>请安装（pip install pyarrow），或导出 CSV。</translation>
    </message>
    <message>
        <source>GPU error (Xid {})</source>
        <translation>GPU 错误（Xid {}）</translation>
    </message>
    <message>
        <source>The driver could not get memory</source>
        <translation>驱动无法获得内存</translation>
    </message>
    <message>
        <source>The kernel ended a process to get memory</source>
        <translation>内核为获得内存结束了一个进程</translation>
    </message>
    <message>
        <source>The driver could not start the GPU</source>
        <translation>驱动无法启动 GPU</translation>
    </message>
    <message>
        <source>driver</source>
        <translation>驱动</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>This program was not running then, or not connected.</source>
        <translation>当时本程序未运行，或未连接。</translation>
    </message>
    <message>
        <source>{name} is loading</source>
        <translation>{name} 正在加载</translation>
    </message>
    <message>
        <source>{name} gave up its GPU memory</source>
        <translation>{name} 已释放其显存</translation>
    </message>
    <message>
        <source>It held {memory}.</source>
        <translation>曾占用 {memory}。</translation>
    </message>
    <message>
        <source>{model} is ready</source>
        <translation>{model} 已就绪</translation>
    </message>
    <message>
        <source>{engine}, port {port}</source>
        <translation>{engine}，端口 {port}</translation>
    </message>
    <message>
        <source>It runs for {duration}.</source>
        <translation>已运行 {duration}。</translation>
    </message>
    <message>
        <source>Restarted</source>
        <translation>已重启</translation>
    </message>
    <message>
        <source>It was {old}.{unseen}</source>
        <translation>之前为 {old}。{unseen}</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Connection lost</source>
        <translation>连接丢失</translation>
    </message>
    <message>
        <source>pid {pid}</source>
        <translation>PID {pid}</translation>
    </message>
    <message>
        <source>sudo usermod -aG systemd-journal USER lets it, from the next login on.</source>
        <translation>执行 sudo usermod -aG systemd-journal USER 后，下次登录起即可读取。</translation>
    </message>
    <message>
        <source>It was silent for {unseen} and came back restarted.</source>
        <translation>失联 {unseen}，恢复时已重启。</translation>
    </message>
    <message>
        <source>Nobody watched it for {unseen}; it was restarted meanwhile.</source>
        <translation>有 {unseen} 无人监视；其间已重启。</translation>
    </message>
    <message>
        <source>Its journal of before cannot be read: {message}.</source>
        <translation>无法读取重启前的日志：{message}。</translation>
    </message>
    <message>
        <source>Its journal does not reach back before the restart.</source>
        <translation>日志未保留重启之前的内容。</translation>
    </message>
    <message>
        <source>Its journal of before is empty or hidden from this account.</source>
        <translation>重启前的日志为空，或该账户无权查看。</translation>
    </message>
    <message>
        <source>It was shut down in order, says its journal.</source>
        <translation>日志显示为正常关机。</translation>
    </message>
    <message>
        <source>Its journal breaks off without a shutdown: it froze, lost power or was reset. The last entry: {entries}</source>
        <translation>日志中断且无关机记录：可能卡死、断电或被复位。最后一条：{entries}</translation>
    </message>
    <message>
        <source>More of this kind follow than are noted.</source>
        <translation>后续还有同类事件，不再逐一记录。</translation>
    </message>
    <message>
        <source>a machine or a list of metrics has no number</source>
        <translation>某机器或指标列表没有编号</translation>
    </message>
    <message>
        <source>not a list of metrics</source>
        <translation>不是指标列表</translation>
    </message>
    <message>
        <source>a metric is listed twice</source>
        <translation>某指标重复列出</translation>
    </message>
    <message>
        <source>{name} could not be started.</source>
        <translation>无法启动 {name}。</translation>
    </message>
    <message>
        <source>Is its command {program} usable?</source>
        <translation>其命令 {program} 是否可用？</translation>
    </message>
    <message>
        <source>{url} is not the address of a web page.</source>
        <translation>{url} 不是网页地址。</translation>
    </message>
    <message>
        <source>No browser could be started.</source>
        <translation>无法启动浏览器。</translation>
    </message>
    <message>
        <source>Open {shown} yourself.</source>
        <translation>请手动打开 {shown}。</translation>
    </message>
    <message>
        <source>{command} is not installed on this computer.</source>
        <translation>本机未安装 {command}。</translation>
    </message>
    <message>
        <source>Install the OpenSSH client, then try again.</source>
        <translation>安装 OpenSSH 客户端，然后重试。</translation>
    </message>
    <message>
        <source>No terminal could be opened.</source>
        <translation>无法打开终端。</translation>
    </message>
    <message>
        <source>Run this in one: {command}</source>
        <translation>请在终端中运行：{command}</translation>
    </message>
    <message>
        <source>System and driver</source>
        <translation>系统与驱动</translation>
    </message>
    <message>
        <source>Free memory</source>
        <translation>空闲内存</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Docker</source>
        <translation>Docker</translation>
    </message>
    <message>
        <source>Right to use Docker</source>
        <translation>Docker 使用权限</translation>
    </message>
    <message>
        <source>GPU in containers</source>
        <translation>容器中的 GPU</translation>
    </message>
    <message>
        <source>CUDA compiler</source>
        <translation>CUDA 编译器</translation>
    </message>
    <message>
        <source>Open services</source>
        <translation>对外开放的服务</translation>
    </message>
    <message>
        <source>Hugging Face token</source>
        <translation>Hugging Face 令牌</translation>
    </message>
    <message>
        <source>NVIDIA NGC key</source>
        <translation>NVIDIA NGC 密钥</translation>
    </message>
    <message numerus="yes">
        <source>%n to fix</source>
        <comment>%n to fix</comment>
        <translation>
            <numerusform>%n 项需修复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to look at</source>
        <comment>%n to look at</comment>
        <translation>
            <numerusform>%n 项需查看</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <comment>%n unknown</comment>
        <translation>
            <numerusform>%n 项未知</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything is ready</source>
        <translation>一切就绪</translation>
    </message>
    <message>
        <source>Known once Docker answers.</source>
        <translation>Docker 响应后可知。</translation>
    </message>
    <message>
        <source>Add {user} to the group {group}</source>
        <translation>将 {user} 加入组 {group}</translation>
    </message>
    <message>
        <source>Whoever is in the group {group} can become root on this node: a container may see all of its files.</source>
        <translation>组 {group} 的成员可在该节点上成为 root：容器能看到其全部文件。</translation>
    </message>
    <message>
        <source>It runs, version {version}.</source>
        <translation>正在运行，版本 {version}。</translation>
    </message>
    <message>
        <source>It is there.</source>
        <translation>已存在。</translation>
    </message>
    <message>
        <source>Start Docker</source>
        <translation>启动 Docker</translation>
    </message>
    <message>
        <source>Docker is started now and whenever the node starts.</source>
        <translation>立即启动 Docker，并在节点每次开机时启动。</translation>
    </message>
    <message>
        <source>This account may use Docker.</source>
        <translation>该账户可以使用 Docker。</translation>
    </message>
    <message>
        <source>The session is ended and opened anew.</source>
        <translation>会话将被结束并重新打开。</translation>
    </message>
    <message>
        <source>Containers, images and models of this node cannot be shown or started until then.</source>
        <translation>在此之前，无法查看或启动该节点的容器、镜像和模型。</translation>
    </message>
    <message>
        <source>There is no NVIDIA GPU in this node.</source>
        <translation>该节点没有 NVIDIA GPU。</translation>
    </message>
    <message>
        <source>Docker knows the NVIDIA runtime.</source>
        <translation>Docker 已识别 NVIDIA 运行时。</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s Container Toolkit is not installed.</source>
        <translation>NVIDIA Container Toolkit 未安装。</translation>
    </message>
    <message>
        <source>Engines in containers start without a GPU, or not at all. DGX OS brings the package: sudo apt-get install nvidia-container-toolkit</source>
        <translation>容器中的引擎启动后没有 GPU，或根本无法启动。DGX OS 提供该软件包：sudo apt-get install nvidia-container-toolkit</translation>
    </message>
    <message>
        <source>The Container Toolkit is installed, but Docker was not told of its runtime.</source>
        <translation>Container Toolkit 已安装，但 Docker 未配置其运行时。</translation>
    </message>
    <message>
        <source>Containers that ask for it fail with “unknown or invalid runtime name: nvidia”.</source>
        <translation>请求该运行时的容器会报错“unknown or invalid runtime name: nvidia”。</translation>
    </message>
    <message>
        <source>Docker is restarted; no container is stopped by that.</source>
        <translation>Docker 将重启；不会停止任何容器。</translation>
    </message>
    <message numerus="yes">
        <source>Docker is restarted, which stops %n containers; only those with a restart policy start again.</source>
        <comment>Docker is restarted, which stops %n container; it starts again only if it has a restart policy.</comment>
        <translation>
            <numerusform>Docker 将重启，会停止 %n 个容器；只有设置了重启策略的才会再次启动。</numerusform>
        </translation>
    </message>
    <message>
        <source>Tell Docker of the NVIDIA runtime</source>
        <translation>为 Docker 配置 NVIDIA 运行时</translation>
    </message>
    <message>
        <source>An entry is added to /etc/docker/daemon.json.</source>
        <translation>将在 /etc/docker/daemon.json 中添加一项。</translation>
    </message>
    <message>
        <source>Nothing but SSH is open to other machines.</source>
        <translation>除 SSH 外，没有服务对其他机器开放。</translation>
    </message>
    <message>
        <source>Whoever is on the network may use {ports}.</source>
        <translation>网络上的任何人都可使用 {ports}。</translation>
    </message>
    <message>
        <source>Open, and it cannot be seen whether they ask for a login: {ports}.</source>
        <translation>已开放，且无法确定是否要求登录：{ports}。</translation>
    </message>
    <message>
        <source>Open, but asking for a key: {ports}.</source>
        <translation>已开放，但要求密钥：{ports}。</translation>
    </message>
    <message>
        <source>What listens on 127.0.0.1 only is still reached through a tunnel. Whether a firewall stands before these ports is not looked at.</source>
        <translation>仅监听 127.0.0.1 的服务仍可通过隧道访问。不检查这些端口前是否有防火墙。</translation>
    </message>
    <message>
        <source>This computer is not changed from here.</source>
        <translation>不会从此处更改本机。</translation>
    </message>
    <message>
        <source>Enter the commands in a terminal of your own.</source>
        <translation>请自行在终端中输入这些命令。</translation>
    </message>
    <message>
        <source>It went wrong there: {reason}</source>
        <translation>在那里执行失败：{reason}</translation>
    </message>
    <message>
        <source>Nothing was read from this node yet.</source>
        <translation>尚未从该节点读取到数据。</translation>
    </message>
    <message>
        <source>driver {version}</source>
        <translation>驱动 {version}</translation>
    </message>
    <message>
        <source>It does not say what it runs.</source>
        <translation>未报告所运行的系统。</translation>
    </message>
    <message>
        <source>The system asks to be restarted after an update. Until then, old parts and new ones mix.</source>
        <translation>系统更新后要求重启。在此之前新旧部分混用。</translation>
    </message>
    <message>
        <source>No GPU answers.</source>
        <translation>没有 GPU 响应。</translation>
    </message>
    <message>
        <source>There is no NVIDIA GPU in it.</source>
        <translation>没有 NVIDIA GPU。</translation>
    </message>
    <message>
        <source>DGX OS {version} was the newest in October 2026. Update in the DGX Dashboard, which brings driver and firmware together.</source>
        <translation>DGX OS {version} 是 2026 年 10 月的最新版本。请在 DGX Dashboard 中更新，驱动和固件会一并更新。</translation>
    </message>
    <message>
        <source>{free} of {total} can be had without swapping.</source>
        <translation>{total} 中有 {free} 可用而无需交换。</translation>
    </message>
    <message>
        <source>A machine whose CPU and GPU share their memory stalls when it runs out, SSH with it. Stop a model, or whatever holds most: Processes lists it.</source>
        <translation>CPU 与 GPU 共用内存的机器在内存耗尽时会停滞，SSH 也随之中断。请停止一个模型或占用最多的程序：见“进程”。</translation>
    </message>
    <message>
        <source>Enough for small models only. The memory guard can keep it from running out.</source>
        <translation>仅够小模型使用。内存守护可防止内存耗尽。</translation>
    </message>
    <message>
        <source>df did not tell how much is free.</source>
        <translation>df 未报告剩余空间。</translation>
    </message>
    <message>
        <source>{size} free on {mount} ({what})</source>
        <translation>{mount} 可用 {size}（{what}）</translation>
    </message>
    <message>
        <source>Too little to pull an image. Containers, Disk shows what can be given back.</source>
        <translation>空间不足以拉取镜像。“容器”的“磁盘”页显示可释放的内容。</translation>
    </message>
    <message>
        <source>A model of 120 billion parameters takes some 65 GB, an engine&apos;s image 10 to 25 GB. Containers, Disk shows what can be given back.</source>
        <translation>1200 亿参数的模型约需 65 GB，引擎镜像需 10 到 25 GB。“容器”的“磁盘”页显示可释放的内容。</translation>
    </message>
    <message>
        <source>The node did not tell its time.</source>
        <translation>节点未报告其时间。</translation>
    </message>
    <message>
        <source>It agrees with this computer&apos;s.</source>
        <translation>与本机一致。</translation>
    </message>
    <message>
        <source>It is {time} ahead of this computer&apos;s.</source>
        <translation>比本机快 {time}。</translation>
    </message>
    <message>
        <source>It is {time} behind this computer&apos;s.</source>
        <translation>比本机慢 {time}。</translation>
    </message>
    <message>
        <source>Certificates and tokens are refused where clocks differ, and what happened when on which machine cannot be told. It may be this computer&apos;s that is wrong.</source>
        <translation>时钟不一致时，证书和令牌会被拒绝，也无法判断各机器上事件的先后。也可能是本机时钟有误。</translation>
    </message>
    <message>
        <source>Nothing keeps it right: the time service is off.</source>
        <translation>没有校准：时间服务已关闭。</translation>
    </message>
    <message>
        <source>The time service is on, but has not reached a time server yet.</source>
        <translation>时间服务已开启，但尚未连上时间服务器。</translation>
    </message>
    <message>
        <source>The time service keeps it.</source>
        <translation>由时间服务校准。</translation>
    </message>
    <message>
        <source>Turn the time service on</source>
        <translation>开启时间服务</translation>
    </message>
    <message>
        <source>The system sets its clock by time servers of the network from now on.</source>
        <translation>系统今后按网络时间服务器校准时钟。</translation>
    </message>
    <message>
        <source>The node did not answer.</source>
        <translation>节点没有响应。</translation>
    </message>
    <message>
        <source>nvcc is found: {path}</source>
        <translation>已找到 nvcc：{path}</translation>
    </message>
    <message>
        <source>There is no CUDA toolkit. Containers bring their own; it is needed to compile.</source>
        <translation>没有 CUDA 工具包。容器自带；仅编译时需要。</translation>
    </message>
    <message>
        <source>There is no CUDA toolkit, and no NVIDIA GPU that would need one.</source>
        <translation>没有 CUDA 工具包，也没有需要它的 NVIDIA GPU。</translation>
    </message>
    <message>
        <source>nvcc is in /usr/local/cuda/bin, where commands over SSH do not look.</source>
        <translation>nvcc 位于 /usr/local/cuda/bin，经 SSH 执行的命令不会在那里查找。</translation>
    </message>
    <message>
        <source>Builds that are started over SSH say that there is no CUDA: llama.cpp, for one.</source>
        <translation>经 SSH 启动的构建会报告没有 CUDA，例如 llama.cpp。</translation>
    </message>
    <message>
        <source>Add the folder to PATH</source>
        <translation>将该文件夹加入 PATH</translation>
    </message>
    <message>
        <source>One line is put first in this account&apos;s .bashrc. The file as it was is kept beside it as .bashrc.before-cuda-path.</source>
        <translation>在该账户的 .bashrc 开头加入一行。原文件保存在旁边，名为 .bashrc.before-cuda-path。</translation>
    </message>
    <message>
        <source>system</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>home</source>
        <translation>主目录</translation>
    </message>
    <message>
        <source>Other accounts of the node may read {path}.</source>
        <translation>该节点的其他账户可读取 {path}。</translation>
    </message>
    <message>
        <source>{path} on the node holds something else: it has not the form of this key.</source>
        <translation>节点上的 {path} 内容不符：不是该密钥的格式。</translation>
    </message>
    <message>
        <source>Saved in this computer&apos;s keyring.</source>
        <translation>已保存在本机的密钥环中。</translation>
    </message>
    <message>
        <source>Known until this program ends.</source>
        <translation>在本程序退出前有效。</translation>
    </message>
    <message>
        <source>None is saved. Public models need none; gated ones do.</source>
        <translation>未保存。公开模型不需要；受限模型需要。</translation>
    </message>
    <message>
        <source>None is saved. Only NIM and other images of nvcr.io that ask for one need it.</source>
        <translation>未保存。只有 NIM 和 nvcr.io 上要求密钥的其他镜像才需要。</translation>
    </message>
    <message>
        <source>Models, Keys saves one.</source>
        <translation>可在“模型”的“密钥”中保存。</translation>
    </message>
    <message>
        <source>{path} on the node cannot be read.</source>
        <translation>无法读取节点上的 {path}。</translation>
    </message>
    <message>
        <source>{path} on the node has the right form.</source>
        <translation>节点上的 {path} 格式正确。</translation>
    </message>
    <message>
        <source>Let only this account read it</source>
        <translation>仅允许该账户读取</translation>
    </message>
    <message>
        <source>Whoever else read it through this file no longer can.</source>
        <translation>其他通过该文件读取它的账户将无法再读取。</translation>
    </message>
    <message>
        <source>It is not known when it started: it cannot be told from one with the same number.</source>
        <translation>启动时间未知：无法与相同编号的进程区分。</translation>
    </message>
    <message>
        <source>It is the system itself: restart the machine instead.</source>
        <translation>这是系统本身：请改为重启机器。</translation>
    </message>
    <message>
        <source>It belongs to the kernel.</source>
        <translation>它属于内核。</translation>
    </message>
    <message>
        <source>Process {pid} cannot be ended.</source>
        <translation>无法结束进程 {pid}。</translation>
    </message>
    <message>
        <source>This process is Spark Command Center itself.</source>
        <translation>该进程是 Spark Command Center 本身。</translation>
    </message>
    <message>
        <source>Quit it by its menu.</source>
        <translation>请从菜单中退出。</translation>
    </message>
    <message>
        <source>Ending process {pid} gave no clear answer.</source>
        <translation>结束进程 {pid} 未得到明确结果。</translation>
    </message>
    <message>
        <source>Process {pid} is another one by now.</source>
        <translation>进程 {pid} 现已是另一个进程。</translation>
    </message>
    <message>
        <source>{name} had ended, and its number was given away. Nothing was done.</source>
        <translation>{name} 已结束，其编号已被重新分配。未执行任何操作。</translation>
    </message>
    <message>
        <source>sudo did not end process {pid}: {why}.</source>
        <translation>sudo 未能结束进程 {pid}：{why}。</translation>
    </message>
    <message>
        <source>sudo works here only where it asks for no password.</source>
        <translation>此处仅在 sudo 无需密码时可用。</translation>
    </message>
    <message>
        <source>This account may not end process {pid} of {user}.</source>
        <translation>该账户无权结束 {user} 的进程 {pid}。</translation>
    </message>
    <message>
        <source>This account may not end process {pid}.</source>
        <translation>该账户无权结束进程 {pid}。</translation>
    </message>
    <message>
        <source>Try with sudo, or end it as its owner.</source>
        <translation>请尝试 sudo，或以其所有者身份结束。</translation>
    </message>
    <message>
        <source>no token came</source>
        <translation>没有收到 token</translation>
    </message>
    <message>
        <source>the server does not tell how many tokens it wrote</source>
        <translation>服务器未报告生成了多少 token</translation>
    </message>
    <message>
        <source>fewer than {least} tokens came</source>
        <translation>收到的 token 少于 {least} 个</translation>
    </message>
    <message>
        <source>the answer came in one piece</source>
        <translation>回答是一次性返回的</translation>
    </message>
    <message>
        <source>the server does not tell how many tokens the prompt has</source>
        <translation>服务器未报告提示词有多少 token</translation>
    </message>
    <message>
        <source>nearly all of the prompt was read before (prefix cache)</source>
        <translation>提示词几乎全部命中前缀缓存</translation>
    </message>
    <message>
        <source>The answer reached its limit of tokens.</source>
        <translation>回答已达到 token 上限。</translation>
    </message>
    <message>
        <source>The server gave the answer up.</source>
        <translation>服务器放弃了该回答。</translation>
    </message>
    <message>
        <source>The answer had no end: it was given up after {most} characters.</source>
        <translation>回答没有结束：在 {most} 个字符后放弃。</translation>
    </message>
    <message>
        <source>The server held the rest back: its filter of contents.</source>
        <translation>服务器的内容过滤器拦截了其余部分。</translation>
    </message>
    <message>
        <source>The connection ended before the answer did: it was cut off.</source>
        <translation>连接在回答完成前中断：回答被截断。</translation>
    </message>
    <message>
        <source>all {tokens} tokens</source>
        <translation>全部 {tokens} 个 token</translation>
    </message>
    <message>
        <source>all the tokens</source>
        <translation>全部 token</translation>
    </message>
    <message>
        <source>Thinking used {used}: allow longer answers.</source>
        <translation>思考用掉了{used}：请允许更长的回答。</translation>
    </message>
    <message>
        <source>the context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>the number of users</source>
        <translation>用户数</translation>
    </message>
    <message>
        <source>the KV cache&apos;s type</source>
        <translation>KV 缓存类型</translation>
    </message>
    <message>
        <source>the part of the memory</source>
        <translation>内存占比</translation>
    </message>
    <message>
        <source>the KV cache&apos;s size</source>
        <translation>KV 缓存大小</translation>
    </message>
    <message>
        <source>the tokens of a step</source>
        <translation>每步 token 数</translation>
    </message>
    <message>
        <source>the port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>the model&apos;s name</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>whether the port is open to the network</source>
        <translation>端口是否对网络开放</translation>
    </message>
    <message>
        <source>whether the GPU is used</source>
        <translation>是否使用 GPU</translation>
    </message>
    <message>
        <source>{flag} is decided by the recipe&apos;s model.</source>
        <translation>{flag} 由配方的模型决定。</translation>
    </message>
    <message>
        <source>Take it out.</source>
        <translation>请去掉。</translation>
    </message>
    <message>
        <source>{flag} is written by the plan itself.</source>
        <translation>{flag} 由规划自行写入。</translation>
    </message>
    <message>
        <source>Take it out and set {what} instead.</source>
        <translation>请去掉，改为设置“{what}”。</translation>
    </message>
    <message>
        <source>“{text}” is no number for {flag}.</source>
        <translation>“{text}”不是 {flag} 的有效数字。</translation>
    </message>
    <message>
        <source>Levels are up to {levels} numbers of users, each 1 to {most}.</source>
        <translation>档位最多为 {levels} 个用户数，每个 1 到 {most}。</translation>
    </message>
    <message>
        <source>As in 1,2,4,8.</source>
        <translation>例如 1,2,4,8。</translation>
    </message>
    <message>
        <source>questions</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>The {what} of a benchmark have {least} to {most} tokens.</source>
        <translation>基准测试允许 {least} 到 {most} 个 token（{what}）。</translation>
    </message>
    <message>
        <source>Each user asks 1 to {most} questions.</source>
        <translation>每个用户提出 1 到 {most} 个问题。</translation>
    </message>
    <message>
        <source>{prompt_tokens} + {answer_tokens} tokens do not fit into the context of {context}.</source>
        <translation>{prompt_tokens} + {answer_tokens} 个 token 超出了 {context} 的上下文。</translation>
    </message>
    <message>
        <source>Ask shorter questions, or for shorter answers.</source>
        <translation>请缩短问题或回答。</translation>
    </message>
    <message>
        <source>Warming up</source>
        <translation>正在预热</translation>
    </message>
    <message>
        <source>{users}: {done} of {total} answers</source>
        <translation>{users}：{done}/{total} 个回答</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message numerus="yes">
        <source>With %n users {failures} of {requests} questions failed.</source>
        <comment>With %n user {failures} of {requests} questions failed.</comment>
        <translation>
            <numerusform>%n 个用户时，{requests} 个问题中有 {failures} 个失败。</numerusform>
        </translation>
    </message>
    <message>
        <source>The model ended its answers before they had the length that was asked for.</source>
        <translation>模型在达到要求的长度前就结束了回答。</translation>
    </message>
    <message>
        <source>Others asked the same server meanwhile: the figures are of what was left to us.</source>
        <translation>其间有其他请求使用同一服务器：数值只反映剩余的性能。</translation>
    </message>
    <message>
        <source>{requests_running} requests of others ran when it began.</source>
        <translation>开始时有 {requests_running} 个其他请求在运行。</translation>
    </message>
    <message>
        <source>The server does not count the tokens of a question: lengths are guessed.</source>
        <translation>服务器不统计问题的 token 数：长度为估计值。</translation>
    </message>
    <message>
        <source>The answer was empty.</source>
        <translation>回答为空。</translation>
    </message>
    <message>
        <source>no question was answered</source>
        <translation>没有问题得到回答</translation>
    </message>
    <message>
        <source>the server does not tell how many tokens there are</source>
        <translation>服务器未报告 token 数</translation>
    </message>
    <message>
        <source>it was not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首 token</translation>
    </message>
    <message>
        <source>Time to the first token (TTFT), median: from just before a question is sent to the first piece of reasoning, answer or tool call. Waiting in the server&apos;s queue and reading the question are part of it, as is the way to the node.</source>
        <translation>首 token 时间（TTFT），中位数：从即将发送问题到收到首段思考、回答或工具调用。包含在服务器排队、读取问题以及到节点的网络时间。</translation>
    </message>
    <message>
        <source>First token, p95</source>
        <translation>首 token，p95</translation>
    </message>
    <message>
        <source>95 of 100 questions got their first token within this time (nearest rank).</source>
        <translation>100 个问题中有 95 个在此时间内得到首 token（最近秩法）。</translation>
    </message>
    <message>
        <source>Each user</source>
        <translation>每用户</translation>
    </message>
    <message>
        <source>What one user sees, median: the tokens after the first piece, over the time from the first to the last piece. Thinking counts as tokens. Pieces are never counted as tokens: the server&apos;s count is used, and its own speed where it tells one (llama.cpp). Answers of fewer than 8 tokens have no speed.</source>
        <translation>单个用户的感受，中位数：首段之后的 token 数除以首段到末段的时间。思考也计为 token。片段从不当作 token 计数：采用服务器的计数，若其报告速度则采用该速度（llama.cpp）。少于 8 个 token 的回答不计速度。</translation>
    </message>
    <message>
        <source>All users</source>
        <translation>全部用户</translation>
    </message>
    <message>
        <source>What the machine does: all tokens of all answers over the time of the whole level, waiting and reading included. Another number than the speed each user sees: it grows with users while theirs falls.</source>
        <translation>机器的总能力：所有回答的全部 token 除以整个档位的时间，含等待和读取。它与每用户速度不同：随用户数增长，而后者下降。</translation>
    </message>
    <message>
        <source>Between tokens</source>
        <translation>token 间隔</translation>
    </message>
    <message>
        <source>Mean time between two tokens of one answer (inter-token latency), median of all answers.</source>
        <translation>同一回答中相邻 token 的平均间隔（token 间延迟），取所有回答的中位数。</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>How fast questions are read (prefill), median: their tokens, without those that were read before, over the time to the first token. With ~ that includes waiting in the queue; without, the server measured the reading alone.</source>
        <translation>读取问题的速度（prefill），中位数：其 token 数（不含已读过的）除以首 token 时间。带 ~ 表示含排队等待；不带则为服务器单独测得的读取速度。</translation>
    </message>
    <message>
        <source>Mean draw of the GPUs during the level, from the telemetry&apos;s samples. Not of the whole box: its processor, memory and network come on top.</source>
        <translation>该档位期间 GPU 的平均功耗，来自遥测采样。不是整台设备的功耗：处理器、内存和网络另计。</translation>
    </message>
    <message>
        <source>Energy per token</source>
        <translation>每 token 能耗</translation>
    </message>
    <message>
        <source>GPU power times the time of the level, over all tokens of all answers.</source>
        <translation>GPU 功率乘以档位时长，除以所有回答的全部 token。</translation>
    </message>
    <message>
        <source>Highest that was read during the level.</source>
        <translation>该档位期间读到的最高值。</translation>
    </message>
    <message>
        <source>Median of the SM clock during the level: where it falls, heat or power slowed it down.</source>
        <translation>该档位期间 SM 频率的中位数：下降说明受热量或功率限制。</translation>
    </message>
    <message>
        <source>Most that was in use during the level: of the GPUs&apos; own memory, or of the pool that CPU and GPU share, whoever used it.</source>
        <translation>该档位期间的最高占用：GPU 自有显存，或 CPU 与 GPU 共用的内存池，不论由谁占用。</translation>
    </message>
    <message>
        <source>Most of the KV cache that was in use, as the server&apos;s metrics tell. Near 100 % questions wait or are computed twice.</source>
        <translation>按服务器指标，KV 缓存的最高占用。接近 100 % 时问题会等待或被重复计算。</translation>
    </message>
    <message>
        <source>Others&apos; requests</source>
        <translation>其他请求</translation>
    </message>
    <message>
        <source>Most requests beside ours that the server had at once, as its metrics tell. With others the figures are of what was left to us.</source>
        <translation>按服务器指标，除测试外同时存在的最多请求数。有其他请求时，数值只反映剩余的性能。</translation>
    </message>
    <message>
        <source>Tokens of a question as the server counted them, median.</source>
        <translation>服务器统计的单个问题 token 数，中位数。</translation>
    </message>
    <message>
        <source>Tokens of an answer as the server counted them, median; thinking included.</source>
        <translation>服务器统计的单个回答 token 数，中位数；含思考。</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>From the first question of the level to the end of its last answer.</source>
        <translation>从该档位第一个问题到最后一个回答结束。</translation>
    </message>
    <message>
        <source>Levels are numbers of users.</source>
        <translation>档位是用户数。</translation>
    </message>
    <message>
        <source>Those are too many users.</source>
        <translation>用户数过多。</translation>
    </message>
    <message>
        <source>Published figures of another machine; how long the questions were is not told.</source>
        <translation>其他机器的公开数据；未注明问题的长度。</translation>
    </message>
    <message>
        <source>{name}.json is no benchmark.</source>
        <translation>{name}.json 不是基准测试。</translation>
    </message>
    <message>
        <source>It is not JSON.</source>
        <translation>不是 JSON。</translation>
    </message>
    <message>
        <source>{name}.json says that the model could not be run, and measures nothing.</source>
        <translation>{name}.json 表明该模型无法运行，没有测量数据。</translation>
    </message>
    <message>
        <source>{name}.json is no benchmark that is known.</source>
        <translation>{name}.json 不是已知的基准测试格式。</translation>
    </message>
    <message>
        <source>Files of this program and of {source} are.</source>
        <translation>支持本程序和 {source} 的文件。</translation>
    </message>
    <message>
        <source>two DGX Sparks</source>
        <translation>两台 DGX Spark</translation>
    </message>
    <message>
        <source>DGX Spark</source>
        <translation>DGX Spark</translation>
    </message>
    <message>
        <source>It stays where it is; delete it or put a good one in its place.</source>
        <translation>文件保留在原处；请删除或换成正确的文件。</translation>
    </message>
    <message>
        <source>The benchmark cannot be saved: {reason}.</source>
        <translation>无法保存基准测试：{reason}。</translation>
    </message>
    <message>
        <source>Look at {folder}.</source>
        <translation>请检查 {folder}。</translation>
    </message>
    <message>
        <source>The benchmark cannot be deleted: {reason}.</source>
        <translation>无法删除基准测试：{reason}。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>That is no name of a benchmark.</source>
        <translation>这不是基准测试的名称。</translation>
    </message>
    <message>
        <source>{name}.json is no benchmark: {why}.</source>
        <translation>{name}.json 不是基准测试：{why}。</translation>
    </message>
    <message>
        <source>{name}.json has figures that cannot be.</source>
        <translation>{name}.json 含有不可能的数值。</translation>
    </message>
    <message>
        <source>{name} is too large for a benchmark.</source>
        <translation>{name} 过大，不像基准测试。</translation>
    </message>
    <message>
        <source>nothing of the machine was read meanwhile</source>
        <translation>其间未读取到机器的数据</translation>
    </message>
    <message>
        <source>the server tells no metrics</source>
        <translation>服务器不提供指标</translation>
    </message>
    <message>
        <source>the server does not tell it</source>
        <translation>服务器未报告</translation>
    </message>
    <message>
        <source>the machine has no GPU that is read</source>
        <translation>机器没有可读取的 GPU</translation>
    </message>
    <message>
        <source>its GPU does not report it</source>
        <translation>其 GPU 不报告该值</translation>
    </message>
    <message>
        <source>There is no engine “{name}”.</source>
        <translation>没有引擎“{name}”。</translation>
    </message>
    <message>
        <source>There are {known}.</source>
        <translation>可用的有 {known}。</translation>
    </message>
    <message>
        <source>vLLM with Ray</source>
        <translation>vLLM + Ray</translation>
    </message>
    <message>
        <source>Tensor parallel: every machine computes a part of each layer.</source>
        <translation>张量并行：每台机器计算每层的一部分。</translation>
    </message>
    <message>
        <source>Tensor parallel, started on all machines by mpirun over SSH.</source>
        <translation>张量并行，由 mpirun 经 SSH 在所有机器上启动。</translation>
    </message>
    <message>
        <source>llama.cpp over RPC</source>
        <translation>llama.cpp（RPC）</translation>
    </message>
    <message>
        <source>Layer after layer: the first machine asks the others for theirs.</source>
        <translation>逐层进行：第一台机器向其他机器请求它们的层。</translation>
    </message>
    <message>
        <source>Launching on several machines is not done from here yet: run the scripts in order.</source>
        <translation>尚不支持从此处在多台机器上启动：请按顺序运行脚本。</translation>
    </message>
    <message>
        <source>{recipe} cannot be run with {title}.</source>
        <translation>{recipe} 无法用 {title} 运行。</translation>
    </message>
    <message>
        <source>It takes recipes of {title} for models of Hugging Face, without a command or files of their own.</source>
        <translation>仅支持 {title} 的 Hugging Face 模型配方，且不含自定义命令或文件。</translation>
    </message>
    <message>
        <source>How much memory is free, or how much the model takes, is not known.</source>
        <translation>可用内存或模型所需内存未知。</translation>
    </message>
    <message>
        <source>the cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>It fits on {name} alone, and is faster there: machines wait for each other with every token (25.6 against 75 tok/s were measured).</source>
        <translation>{name} 单机即可容纳，且更快：每个 token 各机器都要互相等待（实测 25.6 对 75 tok/s）。</translation>
    </message>
    <message>
        <source>vLLM over machines was seen to fail with 32 requests at a time and more.</source>
        <translation>跨机器的 vLLM 在同时 32 个及以上请求时曾出现失败。</translation>
    </message>
    <message>
        <source>rpc-server knows no password: keep it in the network of the CX-7.</source>
        <translation>rpc-server 没有密码保护：请仅在 CX-7 网络内使用。</translation>
    </message>
    <message>
        <source>account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>A plan takes two machines or more.</source>
        <translation>规划需要两台或更多机器。</translation>
    </message>
    <message>
        <source>{recipe} was made for {wanted} machines.</source>
        <translation>{recipe} 是为 {wanted} 台机器设计的。</translation>
    </message>
    <message>
        <source>{count} machines: {names}.</source>
        <translation>{count} 台机器：{names}。</translation>
    </message>
    <message>
        <source>{name} does not tell its links.</source>
        <translation>{name} 未报告其链路。</translation>
    </message>
    <message>
        <source>Is `ip` there?</source>
        <translation>那里有 `ip` 命令吗？</translation>
    </message>
    <message>
        <source>{name} has no CX-7.</source>
        <translation>{name} 没有 CX-7。</translation>
    </message>
    <message>
        <source>No CX-7 port of {name} is up ({listed}).</source>
        <translation>{name} 没有已启用的 CX-7 端口（{listed}）。</translation>
    </message>
    <message>
        <source>Join the machines with a QSFP cable; /etc/nvidia/cx7-hotplug-enabled may keep a link from training.</source>
        <translation>用 QSFP 线缆连接各机器；/etc/nvidia/cx7-hotplug-enabled 可能阻止链路建立。</translation>
    </message>
    <message>
        <source>{name}: {told}, slower than 200 Gb/s.</source>
        <translation>{name}：{told}，低于 200 Gb/s。</translation>
    </message>
    <message>
        <source>Look at the cable, and at what a switch negotiates.</source>
        <translation>检查线缆，以及交换机协商的速率。</translation>
    </message>
    <message>
        <source>The machines have no network in common.</source>
        <translation>各机器没有共同的网络。</translation>
    </message>
    <message>
        <source>Give a CX-7 port of each an address of one network: 192.168.100.10/24, .11/24 …</source>
        <translation>给每台机器的一个 CX-7 端口分配同一网络的地址：192.168.100.10/24、.11/24 …</translation>
    </message>
    <message>
        <source>Not over CX-7, but over {name}: {told}. Every token would wait.</source>
        <translation>未经 CX-7，而是经 {name}：{told}。每个 token 都要等待。</translation>
    </message>
    <message>
        <source>Give the CX-7 ports addresses of one network.</source>
        <translation>给 CX-7 端口分配同一网络的地址。</translation>
    </message>
    <message>
        <source>Over CX-7: {told}. These are link-local and may change when a machine starts.</source>
        <translation>经 CX-7：{told}。这些是链路本地地址，机器启动时可能改变。</translation>
    </message>
    <message>
        <source>Make the script anew then, or give fixed addresses.</source>
        <translation>届时请重新生成脚本，或分配固定地址。</translation>
    </message>
    <message>
        <source>Over CX-7: {told}.</source>
        <translation>经 CX-7：{told}。</translation>
    </message>
    <message>
        <source>The MTU differs: {told}.</source>
        <translation>MTU 不一致：{told}。</translation>
    </message>
    <message>
        <source>Give all links the same one.</source>
        <translation>请将所有链路设为相同值。</translation>
    </message>
    <message>
        <source>MTU {mtu} on all.</source>
        <translation>全部为 MTU {mtu}。</translation>
    </message>
    <message>
        <source>{name} has two CX-7 links in one network ({listed}).</source>
        <translation>{name} 有两条 CX-7 链路在同一网络（{listed}）。</translation>
    </message>
    <message>
        <source>Give each its own, as 192.168.100.0/24 and 192.168.101.0/24.</source>
        <translation>请各用独立网络，例如 192.168.100.0/24 和 192.168.101.0/24。</translation>
    </message>
    <message>
        <source>The {what} is not known everywhere: {told}.</source>
        <translation>部分未知（{what}）：{told}。</translation>
    </message>
    <message>
        <source>The {what} differs: {told}.</source>
        <translation>不一致（{what}）：{told}。</translation>
    </message>
    <message>
        <source>Machines should be alike.</source>
        <translation>各机器应保持一致。</translation>
    </message>
    <message>
        <source>The same {what} on all: {value}.</source>
        <translation>全部一致（{what}）：{value}。</translation>
    </message>
    <message>
        <source>rpc-server and llama-server are not found on {names}.</source>
        <translation>{names} 上未找到 rpc-server 和 llama-server。</translation>
    </message>
    <message>
        <source>Build llama.cpp there with -DGGML_RPC=ON; all machines need the same version.</source>
        <translation>请在那里以 -DGGML_RPC=ON 构建 llama.cpp；所有机器需使用同一版本。</translation>
    </message>
    <message>
        <source>rpc-server and llama-server are on all.</source>
        <translation>所有机器上都有 rpc-server 和 llama-server。</translation>
    </message>
    <message>
        <source>Docker cannot be used on {names}.</source>
        <translation>{names} 上无法使用 Docker。</translation>
    </message>
    <message>
        <source>The images of {names} could not be listed.</source>
        <translation>无法列出 {names} 的镜像。</translation>
    </message>
    <message>
        <source>The image is pulled first on {names}.</source>
        <translation>将先在 {names} 上拉取镜像。</translation>
    </message>
    <message>
        <source>The image is on all.</source>
        <translation>所有机器上都有该镜像。</translation>
    </message>
    <message>
        <source>/dev/infiniband is missing on {names}: NCCL would use slower sockets.</source>
        <translation>{names} 上缺少 /dev/infiniband：NCCL 将使用较慢的套接字。</translation>
    </message>
    <message>
        <source>Load the RDMA drivers (rdma-core).</source>
        <translation>请加载 RDMA 驱动（rdma-core）。</translation>
    </message>
    <message>
        <source>RDMA is there on all.</source>
        <translation>所有机器上都有 RDMA。</translation>
    </message>
    <message>
        <source>From {name}, “ssh {account}@{address}” must work without a password: mpirun starts the others that way. It was not tried.</source>
        <translation>从 {name} 执行“ssh {account}@{address}”必须无需密码：mpirun 以此启动其他机器。未做尝试。</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s discover-sparks sets it up.</source>
        <translation>NVIDIA 的 discover-sparks 可完成此设置。</translation>
    </message>
    <message>
        <source>{speed:g} Gb/s</source>
        <translation>{speed:g} Gb/s</translation>
    </message>
    <message>
        <source>The model&apos;s server sent an answer that cannot be read.</source>
        <translation>模型服务器返回了无法读取的回答。</translation>
    </message>
    <message>
        <source>The model&apos;s server is silent for too long.</source>
        <translation>模型服务器长时间无响应。</translation>
    </message>
    <message>
        <source>Look at its log, then try again.</source>
        <translation>请查看其日志，然后重试。</translation>
    </message>
    <message>
        <source>The model&apos;s server cannot be reached: {why}.</source>
        <translation>无法连接模型服务器：{why}。</translation>
    </message>
    <message>
        <source>Look whether it still runs; while it loads its model it does not answer.</source>
        <translation>请检查它是否仍在运行；加载模型期间不会响应。</translation>
    </message>
    <message>
        <source>it refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>What answers there sends elsewhere, to “{address}”.</source>
        <translation>那里的响应重定向到“{address}”。</translation>
    </message>
    <message>
        <source>That is not followed. If you trust it, make it the address of this endpoint.</source>
        <translation>不会跟随重定向。若信任它，请将其设为该端点的地址。</translation>
    </message>
    <message>
        <source>What answers there is a web page, not a model.</source>
        <translation>那里响应的是网页，不是模型。</translation>
    </message>
    <message>
        <source>It may speak another protocol than OpenAI&apos;s; try again or look at its log.</source>
        <translation>它可能不使用 OpenAI 协议；请重试或查看其日志。</translation>
    </message>
    <message>
        <source>The model&apos;s server wants another key.</source>
        <translation>模型服务器要求使用其他密钥。</translation>
    </message>
    <message>
        <source>It runs; give the key it was started with.</source>
        <translation>它正在运行；请提供启动时所用的密钥。</translation>
    </message>
    <message>
        <source>The server does not know a model “{model}”: {words}</source>
        <translation>服务器没有模型“{model}”：{words}</translation>
    </message>
    <message>
        <source>Choose one that its list of models names.</source>
        <translation>请选择其模型列表中的模型。</translation>
    </message>
    <message>
        <source>The question does not fit into the model&apos;s context: {words}</source>
        <translation>问题超出了模型的上下文：{words}</translation>
    </message>
    <message>
        <source>Ask less at once, allow shorter answers, or deploy it with a longer context.</source>
        <translation>请减少一次提问的内容、限制回答长度，或以更长的上下文部署。</translation>
    </message>
    <message>
        <source>The model&apos;s server is not ready: {words}</source>
        <translation>模型服务器尚未就绪：{words}</translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>请稍候，然后重试。</translation>
    </message>
    <message>
        <source>The model&apos;s server has too much to do: {words}</source>
        <translation>模型服务器过载：{words}</translation>
    </message>
    <message>
        <source>The model&apos;s server gave up: {words}</source>
        <translation>模型服务器已放弃：{words}</translation>
    </message>
    <message>
        <source>The model&apos;s server failed ({status}): {words}</source>
        <translation>模型服务器出错（{status}）：{words}</translation>
    </message>
    <message>
        <source>Look at its log for the cause.</source>
        <translation>请在其日志中查找原因。</translation>
    </message>
    <message>
        <source>The model&apos;s server refused the question ({status}): {words}</source>
        <translation>模型服务器拒绝了该问题（{status}）：{words}</translation>
    </message>
    <message>
        <source>Docker Model Runner is not installed on {node}.</source>
        <translation>{node} 上未安装 Docker Model Runner。</translation>
    </message>
    <message>
        <source>There: sudo apt-get install docker-model-plugin.</source>
        <translation>请在那里执行：sudo apt-get install docker-model-plugin。</translation>
    </message>
    <message>
        <source>Docker Model Runner is one service of the node, on port {port} of its 127.0.0.1.</source>
        <translation>Docker Model Runner 是节点上的单一服务，位于其 127.0.0.1 的端口 {port}。</translation>
    </message>
    <message>
        <source>Leave the port as it is.</source>
        <translation>请保持端口不变。</translation>
    </message>
    <message>
        <source>Docker Model Runner calls a model by its artifact.</source>
        <translation>Docker Model Runner 以制品名称作为模型名。</translation>
    </message>
    <message>
        <source>Leave it empty.</source>
        <translation>请留空。</translation>
    </message>
    <message>
        <source>Setting its context</source>
        <translation>正在设置上下文</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>A model that nobody asks for 5 minutes is unloaded; the next request loads it again.</source>
        <translation>模型 5 分钟内无人请求会被卸载；下次请求时重新加载。</translation>
    </message>
    <message>
        <source>Its vLLM backend is 0.19.1, and GB10 needs 0.24: let it use llama.cpp, its default.</source>
        <translation>其 vLLM 后端为 0.19.1，而 GB10 需要 0.24：请使用默认的 llama.cpp。</translation>
    </message>
    <message>
        <source>Docker Model Runner</source>
        <translation>Docker Model Runner</translation>
    </message>
    <message>
        <source>Models pulled like images; loaded when they are asked for.</source>
        <translation>像镜像一样拉取模型；收到请求时加载。</translation>
    </message>
    <message>
        <source>Not with its vLLM backend, which is 0.19.1: GB10 needs 0.24.</source>
        <translation>不能用其 vLLM 后端（0.19.1）：GB10 需要 0.24。</translation>
    </message>
    <message>
        <source>Tokens of a request.</source>
        <translation>每个请求的 token 数。</translation>
    </message>
    <message>
        <source>Threads of the CPU (llama.cpp).</source>
        <translation>CPU 线程数（llama.cpp）。</translation>
    </message>
    <message>
        <source>Requests at the same time (llama.cpp).</source>
        <translation>并发请求数（llama.cpp）。</translation>
    </message>
    <message>
        <source>Type of the keys of the KV cache (llama.cpp).</source>
        <translation>KV 缓存中 key 的类型（llama.cpp）。</translation>
    </message>
    <message>
        <source>Type of the values of the KV cache (llama.cpp).</source>
        <translation>KV 缓存中 value 的类型（llama.cpp）。</translation>
    </message>
    <message>
        <source>Flash attention (llama.cpp).</source>
        <translation>Flash Attention（llama.cpp）。</translation>
    </message>
    <message>
        <source>The model&apos;s own chat template (llama.cpp).</source>
        <translation>模型自带的聊天模板（llama.cpp）。</translation>
    </message>
    <message>
        <source>Layers in the GPU&apos;s memory (llama.cpp).</source>
        <translation>放入显存的层数（llama.cpp）。</translation>
    </message>
    <message>
        <source>Tokens taken together at most (llama.cpp).</source>
        <translation>一批最多处理的 token 数（llama.cpp）。</translation>
    </message>
    <message>
        <source>Tokens computed in one step (llama.cpp).</source>
        <translation>每步计算的 token 数（llama.cpp）。</translation>
    </message>
    <message>
        <source>One KV cache that all slots share (llama.cpp).</source>
        <translation>所有槽位共用一个 KV 缓存（llama.cpp）。</translation>
    </message>
    <message>
        <source>Temperature where a request names none (llama.cpp).</source>
        <translation>请求未指定时的温度（llama.cpp）。</translation>
    </message>
    <message>
        <source>Most likely tokens that are chosen from (llama.cpp).</source>
        <translation>候选的最可能 token 数（llama.cpp）。</translation>
    </message>
    <message>
        <source>Part of the probability that is chosen from (llama.cpp).</source>
        <translation>候选的累计概率（llama.cpp）。</translation>
    </message>
    <message>
        <source>Tokens of thought; 0: none (llama.cpp).</source>
        <translation>思考的 token 数；0：不思考（llama.cpp）。</translation>
    </message>
    <message>
        <source>Its commands follow Docker&apos;s reference; they were not run.</source>
        <translation>命令依据 Docker 参考文档；未实际运行。</translation>
    </message>
    <message>
        <source>An endpoint is not launched from here: somebody runs it already.</source>
        <translation>端点不从此处启动：已有人在运行。</translation>
    </message>
    <message>
        <source>What answers like OpenAI on a port of the node is listed under Running by itself.</source>
        <translation>节点端口上兼容 OpenAI 的服务会自动列在“运行中”。</translation>
    </message>
    <message>
        <source>OpenAI-compatible endpoint</source>
        <translation>OpenAI 兼容端点</translation>
    </message>
    <message>
        <source>Whatever answers /v1/models on the node, whoever started it.</source>
        <translation>节点上任何响应 /v1/models 的服务，不论由谁启动。</translation>
    </message>
    <message>
        <source>A llama.cpp server that somebody else started is found and asked.</source>
        <translation>会发现并查询由他人启动的 llama.cpp 服务器。</translation>
    </message>
    <message>
        <source>Starting llama.cpp</source>
        <translation>正在启动 llama.cpp</translation>
    </message>
    <message>
        <source>It runs as a program of your account and ends when the node restarts.</source>
        <translation>以当前账户的程序运行，节点重启时结束。</translation>
    </message>
    <message>
        <source>A token for Hugging Face is taken from that account&apos;s own cache.</source>
        <translation>Hugging Face 令牌取自该账户自己的缓存。</translation>
    </message>
    <message>
        <source>GGUF models in every quantization; seconds to start; works without a GPU.</source>
        <translation>各种量化的 GGUF 模型；数秒启动；无需 GPU。</translation>
    </message>
    <message>
        <source>A build with CUDA 13: GB10 is compute capability 12.1.</source>
        <translation>使用 CUDA 13 的构建：GB10 的计算能力为 12.1。</translation>
    </message>
    <message>
        <source>Really run: deployed over SSH in a container without a GPU, asked and stopped; its commands are compared with NVIDIA&apos;s playbook.</source>
        <translation>已实际运行：经 SSH 部署在无 GPU 的容器中，提问并停止；命令已与 NVIDIA playbook 对照。</translation>
    </message>
    <message>
        <source>Tokens of all requests together; the plan writes context × users.</source>
        <translation>所有请求合计的 token 数；规划写入 上下文 × 用户数。</translation>
    </message>
    <message>
        <source>Requests at the same time (slots).</source>
        <translation>并发请求数（槽位）。</translation>
    </message>
    <message>
        <source>Type of the keys of the KV cache: f16, bf16, q8_0, q4_0.</source>
        <translation>KV 缓存中 key 的类型：f16、bf16、q8_0、q4_0。</translation>
    </message>
    <message>
        <source>Type of the values of the KV cache.</source>
        <translation>KV 缓存中 value 的类型。</translation>
    </message>
    <message>
        <source>Tokens computed in one step.</source>
        <translation>每步计算的 token 数。</translation>
    </message>
    <message>
        <source>Where it listens.</source>
        <translation>监听位置。</translation>
    </message>
    <message>
        <source>Where it listens inside its container.</source>
        <translation>容器内的监听地址。</translation>
    </message>
    <message>
        <source>What clients call the model.</source>
        <translation>客户端使用的模型名称。</translation>
    </message>
    <message>
        <source>Devices that compute; none: the CPU.</source>
        <translation>用于计算的设备；none：CPU。</translation>
    </message>
    <message>
        <source>Layers in the GPU&apos;s memory: a number, auto or all.</source>
        <translation>放入显存的层数：数字、auto 或 all。</translation>
    </message>
    <message>
        <source>Experts of the first so many layers stay in CPU memory.</source>
        <translation>前若干层的专家留在 CPU 内存中。</translation>
    </message>
    <message>
        <source>Shares of several GPUs, as in 3,1.</source>
        <translation>多个 GPU 的分配比例，例如 3,1。</translation>
    </message>
    <message>
        <source>How GPUs share the model: layer, row, none.</source>
        <translation>GPU 分担模型的方式：layer、row、none。</translation>
    </message>
    <message>
        <source>The GPU that is used alone.</source>
        <translation>单独使用的 GPU。</translation>
    </message>
    <message>
        <source>Let it choose what is not set so that the model fits: on, off.</source>
        <translation>自动选择未设置的项，使模型可容纳：on、off。</translation>
    </message>
    <message>
        <source>One KV cache that all slots share.</source>
        <translation>所有槽位共用一个 KV 缓存。</translation>
    </message>
    <message>
        <source>Keep the whole cache of sliding-window layers, so that more is reused.</source>
        <translation>保留滑动窗口层的完整缓存，以便更多复用。</translation>
    </message>
    <message>
        <source>Flash attention: on, off, auto.</source>
        <translation>Flash Attention：on、off、auto。</translation>
    </message>
    <message>
        <source>Tokens taken together at most.</source>
        <translation>一批最多处理的 token 数。</translation>
    </message>
    <message>
        <source>Threads of the CPU.</source>
        <translation>CPU 线程数。</translation>
    </message>
    <message>
        <source>How the file is read: auto, none, mmap, mlock, dio. On GB10 none is the fastest. Builds before autumn 2026 call that --no-mmap.</source>
        <translation>文件读取方式：auto、none、mmap、mlock、dio。在 GB10 上 none 最快。2026 年秋季之前的构建称之为 --no-mmap。</translation>
    </message>
    <message>
        <source>Use the model&apos;s own chat template: needed for tool calls.</source>
        <translation>使用模型自带的聊天模板：工具调用需要。</translation>
    </message>
    <message>
        <source>A chat template by its name, or as text.</source>
        <translation>聊天模板的名称或文本。</translation>
    </message>
    <message>
        <source>Values for the chat template in every request: JSON.</source>
        <translation>每个请求中传给聊天模板的值：JSON。</translation>
    </message>
    <message>
        <source>Where thoughts go: auto, none, deepseek.</source>
        <translation>思考内容的去向：auto、none、deepseek。</translation>
    </message>
    <message>
        <source>Tokens of thought; 0: none, -1: without limit.</source>
        <translation>思考的 token 数；0：不思考，-1：不限。</translation>
    </message>
    <message>
        <source>The file that lets it see images.</source>
        <translation>使模型能识别图像的文件。</translation>
    </message>
    <message>
        <source>Do not fetch what lets it see images.</source>
        <translation>不下载识别图像所需的文件。</translation>
    </message>
    <message>
        <source>Serve embeddings only.</source>
        <translation>仅提供嵌入。</translation>
    </message>
    <message>
        <source>How embeddings are pooled: mean, cls, last, rank.</source>
        <translation>嵌入的池化方式：mean、cls、last、rank。</translation>
    </message>
    <message>
        <source>Serve reranking.</source>
        <translation>提供重排序。</translation>
    </message>
    <message>
        <source>How further tokens are guessed: draft-mtp and others.</source>
        <translation>推测后续 token 的方式：draft-mtp 等。</translation>
    </message>
    <message>
        <source>Most tokens guessed at once.</source>
        <translation>一次最多推测的 token 数。</translation>
    </message>
    <message>
        <source>A small model that guesses tokens.</source>
        <translation>用于推测 token 的小模型。</translation>
    </message>
    <message>
        <source>MiB of memory for prompts read before.</source>
        <translation>缓存已读提示词所用的内存（MiB）。</translation>
    </message>
    <message>
        <source>Tell what each slot does at /slots.</source>
        <translation>在 /slots 报告各槽位的状态。</translation>
    </message>
    <message>
        <source>Tell Prometheus what it does at /metrics: always on here.</source>
        <translation>在 /metrics 向 Prometheus 提供指标：此处始终开启。</translation>
    </message>
    <message>
        <source>Without its own page.</source>
        <translation>不提供自带网页。</translation>
    </message>
    <message>
        <source>Temperature where a request names none.</source>
        <translation>请求未指定时的温度。</translation>
    </message>
    <message>
        <source>A key that clients must send. It is seen in the command: better leave the port on 127.0.0.1.</source>
        <translation>客户端必须发送的密钥。它会显示在命令中：最好将端口保留在 127.0.0.1。</translation>
    </message>
    <message>
        <source>A LoRA adapter&apos;s file.</source>
        <translation>LoRA 适配器文件。</translation>
    </message>
    <message>
        <source>Stretch the context: none, linear, yarn.</source>
        <translation>扩展上下文：none、linear、yarn。</translation>
    </message>
    <message>
        <source>LM Studio is not installed on {node}.</source>
        <translation>{node} 上未安装 LM Studio。</translation>
    </message>
    <message>
        <source>Starting the server</source>
        <translation>正在启动服务器</translation>
    </message>
    <message>
        <source>Its server is one for all its models: stopping one of them leaves it running.</source>
        <translation>所有模型共用一个服务器：停止其中一个模型，服务器仍会运行。</translation>
    </message>
    <message>
        <source>LM Studio&apos;s catalog, without its window; GGUF models.</source>
        <translation>LM Studio 的模型目录，无窗口；GGUF 模型。</translation>
    </message>
    <message>
        <source>llmster, LM Studio&apos;s headless edition.</source>
        <translation>llmster，LM Studio 的无界面版本。</translation>
    </message>
    <message>
        <source>Requests at the same time.</source>
        <translation>并发请求数。</translation>
    </message>
    <message>
        <source>How much is computed by the GPU: off, max, or 0 to 1.</source>
        <translation>由 GPU 计算的比例：off、max，或 0 到 1。</translation>
    </message>
    <message>
        <source>Where its server listens.</source>
        <translation>其服务器的监听位置。</translation>
    </message>
    <message>
        <source>Who may reach its server.</source>
        <translation>谁可以访问其服务器。</translation>
    </message>
    <message>
        <source>Seconds without a request after which the model is unloaded.</source>
        <translation>无请求多少秒后卸载模型。</translation>
    </message>
    <message>
        <source>Say what it would take, and load nothing.</source>
        <translation>只报告所需资源，不加载。</translation>
    </message>
    <message>
        <source>Its commands follow LM Studio&apos;s documentation; they were not run.</source>
        <translation>命令依据 LM Studio 文档；未实际运行。</translation>
    </message>
    <message>
        <source>A NIM takes no arguments: it is set by environment variables.</source>
        <translation>NIM 不接受参数：通过环境变量设置。</translation>
    </message>
    <message>
        <source>As in NIM_MODEL_PROFILE; arguments for its vLLM go into NIM_PASSTHROUGH_ARGS.</source>
        <translation>例如 NIM_MODEL_PROFILE；其 vLLM 的参数放入 NIM_PASSTHROUGH_ARGS。</translation>
    </message>
    <message>
        <source>A NIM needs a GPU, which {node} does not have or is not to use.</source>
        <translation>NIM 需要 GPU，而 {node} 没有或未允许使用。</translation>
    </message>
    <message>
        <source>llama.cpp and Ollama run without one.</source>
        <translation>llama.cpp 和 Ollama 无需 GPU 即可运行。</translation>
    </message>
    <message>
        <source>NIM images that are not made for DGX Spark failed on GB10: look for -dgx-spark.</source>
        <translation>非 DGX Spark 专用的 NIM 镜像在 GB10 上曾失败：请认准 -dgx-spark。</translation>
    </message>
    <message>
        <source>A NIM was seen to take more memory than it was told: watch the memory.</source>
        <translation>曾有 NIM 占用的内存超过设定值：请留意内存。</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s ready containers, one model each; needs an NGC key.</source>
        <translation>NVIDIA 的现成容器，每个一个模型；需要 NGC 密钥。</translation>
    </message>
    <message>
        <source>Images for DGX Spark end in -dgx-spark: others failed on GB10.</source>
        <translation>DGX Spark 专用镜像以 -dgx-spark 结尾：其他镜像在 GB10 上曾失败。</translation>
    </message>
    <message>
        <source>Tokens that one request may have.</source>
        <translation>单个请求允许的 token 数。</translation>
    </message>
    <message>
        <source>Tokens that one step computes.</source>
        <translation>每步计算的 token 数。</translation>
    </message>
    <message>
        <source>Part of the memory that it takes, 0 to 1.</source>
        <translation>占用内存的比例，0 到 1。</translation>
    </message>
    <message>
        <source>One of the profiles that list-model-profiles names.</source>
        <translation>list-model-profiles 列出的配置之一。</translation>
    </message>
    <message>
        <source>Arguments for its vLLM, as one text (NIM 2).</source>
        <translation>其 vLLM 的参数，写成一段文本（NIM 2）。</translation>
    </message>
    <message>
        <source>GPUs that share each layer.</source>
        <translation>共同计算每一层的 GPU 数。</translation>
    </message>
    <message>
        <source>GPUs that share the layers.</source>
        <translation>分担各层的 GPU 数。</translation>
    </message>
    <message>
        <source>Start sooner, answer slower: 1.</source>
        <translation>启动更快，回答更慢：1。</translation>
    </message>
    <message>
        <source>Use what the cache has only: 1.</source>
        <translation>仅使用缓存中的内容：1。</translation>
    </message>
    <message>
        <source>Folder of LoRA adapters.</source>
        <translation>LoRA 适配器文件夹。</translation>
    </message>
    <message>
        <source>A log of JSON lines: 1.</source>
        <translation>JSON 行格式的日志：1。</translation>
    </message>
    <message>
        <source>Its command is compared with NVIDIA&apos;s playbook; it was not run.</source>
        <translation>命令已与 NVIDIA playbook 对照；未实际运行。</translation>
    </message>
    <message>
        <source>Ollama takes no arguments: it is set by environment variables.</source>
        <translation>Ollama 不接受参数：通过环境变量设置。</translation>
    </message>
    <message>
        <source>As in OLLAMA_KEEP_ALIVE=30m.</source>
        <translation>例如 OLLAMA_KEEP_ALIVE=30m。</translation>
    </message>
    <message>
        <source>Ollama calls a model by the name of its library.</source>
        <translation>Ollama 以其模型库中的名称称呼模型。</translation>
    </message>
    <message>
        <source>Leave the name empty.</source>
        <translation>请将名称留空。</translation>
    </message>
    <message>
        <source>The Ollama of {name} listens on port {port} already.</source>
        <translation>{name} 的 Ollama 已在监听端口 {port}。</translation>
    </message>
    <message>
        <source>Leave the port empty.</source>
        <translation>请将端口留空。</translation>
    </message>
    <message>
        <source>The Ollama that is installed there runs it, for all who use that.</source>
        <translation>由那里已安装的 Ollama 运行，供其所有用户使用。</translation>
    </message>
    <message>
        <source>Its context, parallel requests and KV cache are those of the service: they are set there (OLLAMA_CONTEXT_LENGTH and others), not by a launch.</source>
        <translation>其上下文、并发请求和 KV 缓存沿用服务的设置：在服务端设置（OLLAMA_CONTEXT_LENGTH 等），而非启动时。</translation>
    </message>
    <message>
        <source>Prompts longer than {context} tokens are cut without a word.</source>
        <translation>超过 {context} 个 token 的提示词会被截断且不提示。</translation>
    </message>
    <message>
        <source>It chooses its context by the memory there; longer prompts are cut without a word.</source>
        <translation>它按那里的内存选择上下文；更长的提示词会被截断且不提示。</translation>
    </message>
    <message>
        <source>Ollama</source>
        <translation>Ollama</translation>
    </message>
    <message>
        <source>Its own library of models; the simplest; cuts long prompts without a word.</source>
        <translation>自带模型库；最简单；会截断长提示词且不提示。</translation>
    </message>
    <message>
        <source>0.15 for `ollama launch`; CUDA 13 libraries for GB10.</source>
        <translation>0.15 用于 `ollama launch`；GB10 需要 CUDA 13 库。</translation>
    </message>
    <message>
        <source>Tokens of a request, where the model names none. What is longer is cut without a word.</source>
        <translation>模型未指定时每个请求的 token 数。超出部分会被截断且不提示。</translation>
    </message>
    <message>
        <source>Requests at the same time; each takes its own KV cache.</source>
        <translation>并发请求数；每个占用各自的 KV 缓存。</translation>
    </message>
    <message>
        <source>Type of the KV cache: f16, q8_0, q4_0.</source>
        <translation>KV 缓存类型：f16、q8_0、q4_0。</translation>
    </message>
    <message>
        <source>Flash attention: 1 or 0.</source>
        <translation>Flash Attention：1 或 0。</translation>
    </message>
    <message>
        <source>How long a model stays loaded; -1: for ever.</source>
        <translation>模型保持加载的时长；-1：永久。</translation>
    </message>
    <message>
        <source>Models loaded at the same time.</source>
        <translation>同时加载的模型数。</translation>
    </message>
    <message>
        <source>Requests that may wait; further ones get 503.</source>
        <translation>可排队的请求数；超出的返回 503。</translation>
    </message>
    <message>
        <source>How long loading may stand still.</source>
        <translation>加载允许停滞的时长。</translation>
    </message>
    <message>
        <source>Bytes per GPU that it leaves free.</source>
        <translation>每个 GPU 预留的字节数。</translation>
    </message>
    <message>
        <source>Its compute library: cuda_v13 on GB10.</source>
        <translation>其计算库：GB10 上为 cuda_v13。</translation>
    </message>
    <message>
        <source>Spread a model over all GPUs: 1.</source>
        <translation>将模型分布到所有 GPU：1。</translation>
    </message>
    <message>
        <source>Web pages that may ask it.</source>
        <translation>允许访问它的网页来源。</translation>
    </message>
    <message>
        <source>Keep files that no model uses.</source>
        <translation>保留没有模型使用的文件。</translation>
    </message>
    <message>
        <source>A longer log: 1.</source>
        <translation>更详细的日志：1。</translation>
    </message>
    <message>
        <source>Its commands follow Ollama&apos;s documentation, what it prints while it pulls a capture; it was not run.</source>
        <translation>命令依据 Ollama 文档，拉取时的输出依据一份抓取记录；未实际运行。</translation>
    </message>
    <message>
        <source>Fast with agents and shared prompts; most Hugging Face models.</source>
        <translation>适合智能体和共享提示词，速度快；支持大多数 Hugging Face 模型。</translation>
    </message>
    <message>
        <source>An image with CUDA 13 (latest-cu130): the one called spark is stale.</source>
        <translation>使用 CUDA 13 的镜像（latest-cu130）：名为 spark 的已过时。</translation>
    </message>
    <message>
        <source>Its command is compared with NVIDIA&apos;s playbook, its log with lines that others published; it was not run.</source>
        <translation>命令已与 NVIDIA playbook 对照，日志已与他人公布的内容对照；未实际运行。</translation>
    </message>
    <message>
        <source>Type of the KV cache: auto, fp8_e4m3, fp8_e5m2.</source>
        <translation>KV 缓存类型：auto、fp8_e4m3、fp8_e5m2。</translation>
    </message>
    <message>
        <source>Part of the memory for weights and KV cache, 0 to 1.</source>
        <translation>权重和 KV 缓存占用的内存比例，0 到 1。</translation>
    </message>
    <message>
        <source>Tokens of a prompt that are read in one step.</source>
        <translation>每步读取的提示词 token 数。</translation>
    </message>
    <message>
        <source>GPUs that share each layer; left out: 2, 4, 8, as the node has.</source>
        <translation>共同计算每一层的 GPU 数；省略时按节点取 2、4、8。</translation>
    </message>
    <message>
        <source>Copies of the model, one per GPU.</source>
        <translation>模型副本数，每个 GPU 一份。</translation>
    </message>
    <message>
        <source>How the weights are packed: fp8, awq, gptq; modelopt_fp4 for NVFP4.</source>
        <translation>权重的量化方式：fp8、awq、gptq；NVFP4 用 modelopt_fp4。</translation>
    </message>
    <message>
        <source>Type of weights and activations: auto, bfloat16, float16.</source>
        <translation>权重和激活值的类型：auto、bfloat16、float16。</translation>
    </message>
    <message>
        <source>How weights are read: auto, safetensors, gguf, dummy.</source>
        <translation>权重的读取方式：auto、safetensors、gguf、dummy。</translation>
    </message>
    <message>
        <source>Run Python code that comes with the model: only from authors you trust.</source>
        <translation>运行模型附带的 Python 代码：仅限可信作者。</translation>
    </message>
    <message>
        <source>The model&apos;s branch, tag or commit.</source>
        <translation>模型的分支、标签或提交。</translation>
    </message>
    <message>
        <source>Another model&apos;s tokenizer.</source>
        <translation>其他模型的分词器。</translation>
    </message>
    <message>
        <source>Attention kernels: flashinfer, triton, fa3.</source>
        <translation>注意力内核：flashinfer、triton、fa3。</translation>
    </message>
    <message>
        <source>Kernels of mixtures of experts.</source>
        <translation>混合专家模型的内核。</translation>
    </message>
    <message>
        <source>Starts sooner, answers slower.</source>
        <translation>启动更快，回答更慢。</translation>
    </message>
    <message>
        <source>Most requests for which graphs are captured.</source>
        <translation>捕获图的最大请求数。</translation>
    </message>
    <message>
        <source>Do not keep what prompts have in common.</source>
        <translation>不保留提示词的公共部分。</translation>
    </message>
    <message>
        <source>Tokens of the whole KV cache.</source>
        <translation>整个 KV 缓存的 token 数。</translation>
    </message>
    <message>
        <source>Who is next: lpm (longest shared beginning), fcfs.</source>
        <translation>调度顺序：lpm（最长公共前缀）、fcfs。</translation>
    </message>
    <message>
        <source>Tells thoughts from the answer: qwen3, deepseek-r1, gpt-oss.</source>
        <translation>区分思考与回答：qwen3、deepseek-r1、gpt-oss。</translation>
    </message>
    <message>
        <source>Reads the model&apos;s tool calls: qwen25, llama3, gpt-oss.</source>
        <translation>解析模型的工具调用：qwen25、llama3、gpt-oss。</translation>
    </message>
    <message>
        <source>Another chat template.</source>
        <translation>其他聊天模板。</translation>
    </message>
    <message>
        <source>Guess several tokens at once: EAGLE, EAGLE3, NGRAM.</source>
        <translation>一次推测多个 token：EAGLE、EAGLE3、NGRAM。</translation>
    </message>
    <message>
        <source>The model that guesses.</source>
        <translation>用于推测的模型。</translation>
    </message>
    <message>
        <source>Steps that it guesses ahead.</source>
        <translation>向前推测的步数。</translation>
    </message>
    <message>
        <source>Serve embeddings.</source>
        <translation>提供嵌入。</translation>
    </message>
    <message>
        <source>Write every request into the log.</source>
        <translation>将每个请求写入日志。</translation>
    </message>
    <message>
        <source>Seconds after which a step that hangs ends the server.</source>
        <translation>某一步挂起多少秒后结束服务器。</translation>
    </message>
    <message>
        <source>Seed of random numbers.</source>
        <translation>随机数种子。</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s own kernels; fewer models, long starts.</source>
        <translation>NVIDIA 自家内核；模型较少，启动较慢。</translation>
    </message>
    <message>
        <source>1.3.0rc13, as in NVIDIA&apos;s playbook.</source>
        <translation>1.3.0rc13，与 NVIDIA playbook 一致。</translation>
    </message>
    <message>
        <source>Type of the KV cache, in its file of settings: auto, fp8.</source>
        <translation>KV 缓存类型，写在其设置文件中：auto、fp8。</translation>
    </message>
    <message>
        <source>Part of what is free after the weights that the KV cache takes, in its file.</source>
        <translation>加载权重后剩余空间中 KV 缓存所占的比例，写在其文件中。</translation>
    </message>
    <message>
        <source>Size of the KV cache, in its file.</source>
        <translation>KV 缓存大小，写在其文件中。</translation>
    </message>
    <message>
        <source>GPUs that share the experts.</source>
        <translation>分担专家的 GPU 数。</translation>
    </message>
    <message>
        <source>pytorch, or tensorrt for engines that were built.</source>
        <translation>pytorch，或用于已构建引擎的 tensorrt。</translation>
    </message>
    <message>
        <source>Another tokenizer.</source>
        <translation>其他分词器。</translation>
    </message>
    <message>
        <source>Tells thoughts from the answer: deepseek-r1, qwen3, nano-v3.</source>
        <translation>区分思考与回答：deepseek-r1、qwen3、nano-v3。</translation>
    </message>
    <message>
        <source>Reads the model&apos;s tool calls: qwen3_coder and others.</source>
        <translation>解析模型的工具调用：qwen3_coder 等。</translation>
    </message>
    <message>
        <source>Beams of a beam search.</source>
        <translation>束搜索的束宽。</translation>
    </message>
    <message>
        <source>verbose, info, warning, error.</source>
        <translation>verbose, info, warning, error.</translation>
    </message>
    <message>
        <source>Triton calls a model by its folder: the name cannot have slashes and colons.</source>
        <translation>Triton 以文件夹名称呼模型：名称不能含斜杠和冒号。</translation>
    </message>
    <message>
        <source>Use letters, digits, dots and dashes.</source>
        <translation>请使用字母、数字、点和短横线。</translation>
    </message>
    <message>
        <source>Triton</source>
        <translation>Triton</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s server for many kinds of models; here vLLM behind it.</source>
        <translation>NVIDIA 的多类模型服务器；此处后端为 vLLM。</translation>
    </message>
    <message>
        <source>26.07: the first with vLLM 0.24.</source>
        <translation>26.07：首个含 vLLM 0.24 的版本。</translation>
    </message>
    <message>
        <source>Tokens that one request may have, in model.json.</source>
        <translation>单个请求允许的 token 数，写在 model.json 中。</translation>
    </message>
    <message>
        <source>Requests at the same time, in model.json.</source>
        <translation>并发请求数，写在 model.json 中。</translation>
    </message>
    <message>
        <source>Type of the KV cache, in model.json.</source>
        <translation>KV 缓存类型，写在 model.json 中。</translation>
    </message>
    <message>
        <source>Part of the memory, in model.json.</source>
        <translation>内存占比，写在 model.json 中。</translation>
    </message>
    <message>
        <source>Size of the KV cache, in model.json.</source>
        <translation>KV 缓存大小，写在 model.json 中。</translation>
    </message>
    <message>
        <source>Tokens that one step computes, in model.json.</source>
        <translation>每步计算的 token 数，写在 model.json 中。</translation>
    </message>
    <message>
        <source>What stands between the model&apos;s and an adapter&apos;s name.</source>
        <translation>模型名与适配器名之间的分隔符。</translation>
    </message>
    <message>
        <source>Reads the model&apos;s tool calls: llama3, mistral.</source>
        <translation>解析模型的工具调用：llama3、mistral。</translation>
    </message>
    <message>
        <source>Listen for KServe&apos;s protocol, too, inside only.</source>
        <translation>同时监听 KServe 协议，仅限内部。</translation>
    </message>
    <message>
        <source>A longer log: 1 and more.</source>
        <translation>更详细的日志：1 或更大。</translation>
    </message>
    <message>
        <source>debug, info, warning, error.</source>
        <translation>debug, info, warning, error.</translation>
    </message>
    <message>
        <source>Its command follows NVIDIA&apos;s documentation; it was not run.</source>
        <translation>命令依据 NVIDIA 文档；未实际运行。</translation>
    </message>
    <message>
        <source>This image&apos;s vLLM is older than 0.24: on GB10 some models fail with it. Take a newer image unless this one is known to work.</source>
        <translation>该镜像的 vLLM 早于 0.24：在 GB10 上部分模型会失败。请改用更新的镜像，除非已知该镜像可用。</translation>
    </message>
    <message>
        <source>Without a GPU vLLM answers slowly: llama.cpp and Ollama are made for that.</source>
        <translation>没有 GPU 时 vLLM 回答很慢：llama.cpp 和 Ollama 更适合。</translation>
    </message>
    <message>
        <source>It does not start with weights in {quantization} on a CPU.</source>
        <translation>权重为 {quantization} 时无法在 CPU 上启动。</translation>
    </message>
    <message>
        <source>Fast with many users; most Hugging Face models; minutes to start.</source>
        <translation>多用户时速度快；支持大多数 Hugging Face 模型；启动需数分钟。</translation>
    </message>
    <message>
        <source>0.24: older ones have no kernels for GB10&apos;s NVFP4 and MXFP4.</source>
        <translation>0.24：更早的版本没有 GB10 的 NVFP4 和 MXFP4 内核。</translation>
    </message>
    <message>
        <source>Its commands are compared with NVIDIA&apos;s playbooks; health, models and metrics are read of a real vLLM 0.32 on a CPU; it was not run on a GPU.</source>
        <translation>命令已与 NVIDIA playbook 对照；健康状态、模型和指标读取自 CPU 上真实的 vLLM 0.32；未在 GPU 上运行。</translation>
    </message>
    <message>
        <source>Tokens that one request may have, prompt and answer. More needs more KV cache.</source>
        <translation>单个请求允许的 token 数，含提示词和回答。越多所需 KV 缓存越大。</translation>
    </message>
    <message>
        <source>Requests computed at the same time; further ones wait.</source>
        <translation>同时计算的请求数；其余排队等待。</translation>
    </message>
    <message>
        <source>fp8 halves the KV cache, nearly without loss.</source>
        <translation>fp8 使 KV 缓存减半，几乎无损。</translation>
    </message>
    <message>
        <source>Part of the memory that vLLM takes at its start, 0 to 1, whatever the model needs.</source>
        <translation>vLLM 启动时占用的内存比例，0 到 1，与模型实际需要无关。</translation>
    </message>
    <message>
        <source>Size of the KV cache per GPU, instead of what is left of the part above.</source>
        <translation>每个 GPU 的 KV 缓存大小，取代上述比例的剩余部分。</translation>
    </message>
    <message>
        <source>Tokens that one step computes. More: prompts are read faster, more memory.</source>
        <translation>每步计算的 token 数。越多：提示词读取越快，占用内存越多。</translation>
    </message>
    <message>
        <source>How the weights are packed, if not told by the model: fp8, modelopt, awq, gptq.</source>
        <translation>权重的量化方式（模型未注明时）：fp8、modelopt、awq、gptq。</translation>
    </message>
    <message>
        <source>How weights are read: auto, safetensors, fastsafetensors (faster, needs twice the memory for a while), runai_streamer.</source>
        <translation>权重的读取方式：auto、safetensors、fastsafetensors（更快，短时需两倍内存）、runai_streamer。</translation>
    </message>
    <message>
        <source>Keep what prompts share, so that it is read once.</source>
        <translation>保留提示词的公共部分，只读取一次。</translation>
    </message>
    <message>
        <source>Read every prompt from its beginning.</source>
        <translation>每个提示词都从头读取。</translation>
    </message>
    <message>
        <source>Read long prompts in pieces, between others&apos; answers.</source>
        <translation>分段读取长提示词，穿插在其他回答之间。</translation>
    </message>
    <message>
        <source>Plan the next step while the present one is computed.</source>
        <translation>计算当前步骤时规划下一步。</translation>
    </message>
    <message>
        <source>No compilation and no CUDA graphs: starts sooner, answers slower.</source>
        <translation>不编译、不用 CUDA 图：启动更快，回答更慢。</translation>
    </message>
    <message>
        <source>Attention kernels: flashinfer, flash_attn, triton_attn.</source>
        <translation>注意力内核：flashinfer、flash_attn、triton_attn。</translation>
    </message>
    <message>
        <source>Kernels of mixtures of experts: marlin, triton, flashinfer_cutlass.</source>
        <translation>混合专家模型的内核：marlin、triton、flashinfer_cutlass。</translation>
    </message>
    <message>
        <source>Predict several tokens at once (MTP, EAGLE): JSON with method and num_speculative_tokens.</source>
        <translation>一次预测多个 token（MTP、EAGLE）：包含 method 和 num_speculative_tokens 的 JSON。</translation>
    </message>
    <message>
        <source>Tells thoughts from the answer: qwen3, deepseek_r1.</source>
        <translation>区分思考与回答：qwen3、deepseek_r1。</translation>
    </message>
    <message>
        <source>Let the model call tools by itself; needs a tool parser.</source>
        <translation>允许模型自行调用工具；需要工具解析器。</translation>
    </message>
    <message>
        <source>Reads the model&apos;s tool calls: qwen3_xml, hermes, llama3_json.</source>
        <translation>解析模型的工具调用：qwen3_xml、hermes、llama3_json。</translation>
    </message>
    <message>
        <source>Another chat template: a file inside the container, or one line.</source>
        <translation>其他聊天模板：容器内的文件，或一行文本。</translation>
    </message>
    <message>
        <source>Values for the chat template in every request: JSON, as in {&quot;enable_thinking&quot;: false}.</source>
        <translation>每个请求中传给聊天模板的值：JSON，例如 {&quot;enable_thinking&quot;: false}。</translation>
    </message>
    <message>
        <source>Most images, videos or sounds in a prompt: JSON.</source>
        <translation>单个提示词中图片、视频或音频的最大数量：JSON。</translation>
    </message>
    <message>
        <source>Serve LoRA adapters, too.</source>
        <translation>同时提供 LoRA 适配器。</translation>
    </message>
    <message>
        <source>LoRA adapters: NAME=PATH.</source>
        <translation>LoRA 适配器：NAME=PATH。</translation>
    </message>
    <message>
        <source>Highest rank of the adapters.</source>
        <translation>适配器的最大秩。</translation>
    </message>
    <message>
        <source>GiB of weights in CPU memory; useless where memory is shared.</source>
        <translation>放在 CPU 内存中的权重（GiB）；内存共用时无意义。</translation>
    </message>
    <message>
        <source>Values that replace some of config.json: JSON.</source>
        <translation>替换 config.json 中部分内容的取值：JSON。</translation>
    </message>
    <message>
        <source>Where defaults of sampling come from: auto, vllm, a folder.</source>
        <translation>采样默认值的来源：auto、vllm 或文件夹。</translation>
    </message>
    <message>
        <source>Write every request into the log, prompts included.</source>
        <translation>将每个请求写入日志，包括提示词。</translation>
    </message>
    <message>
        <source>Paths whose requests are not logged: /health,/metrics.</source>
        <translation>不记录其请求的路径：/health,/metrics。</translation>
    </message>
    <message>
        <source>what is known of models</source>
        <translation>已知的模型信息</translation>
    </message>
    <message>
        <source>This config.json is nested too deeply.</source>
        <translation>此 config.json 嵌套过深。</translation>
    </message>
    <message>
        <source>{repository} has no GGUF files.</source>
        <translation>{repository} 没有 GGUF 文件。</translation>
    </message>
    <message>
        <source>Other engines take its safetensors; for llama.cpp look for a repository named …-GGUF.</source>
        <translation>其他引擎可使用其 safetensors；对于 llama.cpp，请查找名为 …-GGUF 的仓库。</translation>
    </message>
    <message>
        <source>{repository} has no {wanted}.</source>
        <translation>{repository} 没有 {wanted}。</translation>
    </message>
    <message>
        <source>It has: {names}.</source>
        <translation>可用：{names}。</translation>
    </message>
    <message>
        <source>It does not begin with GGUF.</source>
        <translation>文件开头不是 GGUF。</translation>
    </message>
    <message>
        <source>Its version is {version}; 2 and 3 are known.</source>
        <translation>其版本为 {version}；仅支持 2 和 3。</translation>
    </message>
    <message>
        <source>It has more entries than any model.</source>
        <translation>其条目数超过任何模型。</translation>
    </message>
    <message>
        <source>It has values of a kind {kind} that is not known.</source>
        <translation>其中有未知类型 {kind} 的值。</translation>
    </message>
    <message>
        <source>Its header is larger than that of any model.</source>
        <translation>其文件头大于任何模型。</translation>
    </message>
    <message>
        <source>It has more words than any model.</source>
        <translation>其词数超过任何模型。</translation>
    </message>
    <message>
        <source>It has arrays in arrays.</source>
        <translation>其中数组嵌套数组。</translation>
    </message>
    <message>
        <source>It ends within its header.</source>
        <translation>文件在文件头中途结束。</translation>
    </message>
    <message>
        <source>The header of that GGUF file cannot be read.</source>
        <translation>无法读取该 GGUF 文件的文件头。</translation>
    </message>
    <message>
        <source>“{text}” is no address of a Hub.</source>
        <translation>“{text}”不是 Hub 地址。</translation>
    </message>
    <message>
        <source>Write it as {example}, or leave it empty.</source>
        <translation>请写成 {example}，或留空。</translation>
    </message>
    <message>
        <source>The proxy that the environment names cannot be used.</source>
        <translation>环境变量中指定的代理无法使用。</translation>
    </message>
    <message>
        <source>Look at HTTPS_PROXY.</source>
        <translation>请检查 HTTPS_PROXY。</translation>
    </message>
    <message>
        <source>{host} redirects without end.</source>
        <translation>{host} 无限重定向。</translation>
    </message>
    <message>
        <source>{host} redirects to nowhere.</source>
        <translation>{host} 的重定向没有目标。</translation>
    </message>
    <message>
        <source>{host} redirects to where there is no HTTPS.</source>
        <translation>{host} 重定向到了没有 HTTPS 的地址。</translation>
    </message>
    <message>
        <source>{host} answers in a way that was not asked for.</source>
        <translation>{host} 的响应方式与请求不符。</translation>
    </message>
    <message>
        <source>{host} answers with more than {limit} MiB.</source>
        <translation>{host} 的响应超过 {limit} MiB。</translation>
    </message>
    <message>
        <source>No description of a model is that large.</source>
        <translation>没有如此大的模型描述。</translation>
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation>{host} 未及时响应。</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted here.</source>
        <translation>本机不信任 {host} 的证书。</translation>
    </message>
    <message>
        <source>Where a proxy opens connections, its authority must be trusted by this computer.</source>
        <translation>若代理会解密连接，本机必须信任其证书颁发机构。</translation>
    </message>
    <message>
        <source>The proxy does not lead to {host}.</source>
        <translation>代理无法通往 {host}。</translation>
    </message>
    <message>
        <source>{host} cannot be reached.</source>
        <translation>无法连接 {host}。</translation>
    </message>
    <message>
        <source>Look at this computer&apos;s network. Recipes and models on the node work without it.</source>
        <translation>请检查本机网络。节点上的配方和模型无需网络即可使用。</translation>
    </message>
    <message>
        <source>{host} broke off or does not speak HTTP.</source>
        <translation>{host} 中断了连接，或不支持 HTTP。</translation>
    </message>
    <message>
        <source>{where} does not give a part of {repository}.</source>
        <translation>{where} 未提供 {repository} 的一部分。</translation>
    </message>
    <message>
        <source>{host} does not accept the Hugging Face token.</source>
        <translation>{host} 不接受该 Hugging Face 令牌。</translation>
    </message>
    <message>
        <source>It may be mistyped, expired or withdrawn: put in another one.</source>
        <translation>可能输入有误、已过期或被吊销：请填入另一个。</translation>
    </message>
    <message>
        <source>in {duration}</source>
        <translation>{duration} 后</translation>
    </message>
    <message>
        <source>in some minutes</source>
        <translation>几分钟后</translation>
    </message>
    <message>
        <source>Try again {after}.</source>
        <translation>请{after}重试。</translation>
    </message>
    <message>
        <source>{host} was asked too often.</source>
        <translation>对 {host} 的请求过于频繁。</translation>
    </message>
    <message>
        <source>{hint} With a Hugging Face token more is allowed.</source>
        <translation>{hint}使用 Hugging Face 令牌可提高限额。</translation>
    </message>
    <message>
        <source>The account of the Hugging Face token may not have {name}.</source>
        <translation>该 Hugging Face 令牌的账户无权获取 {name}。</translation>
    </message>
    <message>
        <source>Accept the licence on its page with that account; some makers take days to agree. A fine-grained token also needs the right to read gated repositories.</source>
        <translation>请用该账户在其页面接受许可证；有些发布方需数天审批。细粒度（fine-grained）令牌还需要读取受限仓库的权限。</translation>
    </message>
    <message>
        <source>{name} is given only to accounts that accepted its licence.</source>
        <translation>{name} 仅提供给已接受其许可证的账户。</translation>
    </message>
    <message>
        <source>Accept it on its page, then put in a Hugging Face token.</source>
        <translation>请在其页面接受，然后填入 Hugging Face 令牌。</translation>
    </message>
    <message>
        <source>{name} has no such revision.</source>
        <translation>{name} 没有该修订版本。</translation>
    </message>
    <message>
        <source>Leave it out for the newest.</source>
        <translation>留空则使用最新版本。</translation>
    </message>
    <message>
        <source>{name} has no such file.</source>
        <translation>{name} 没有该文件。</translation>
    </message>
    <message>
        <source>Check how it is spelled, owner and name.</source>
        <translation>请检查所有者和名称的拼写。</translation>
    </message>
    <message>
        <source> A private model needs a Hugging Face token.</source>
        <translation>私有模型需要 Hugging Face 令牌。</translation>
    </message>
    <message>
        <source>{host} has no model {name}.</source>
        <translation>{host} 上没有模型 {name}。</translation>
    </message>
    <message>
        <source>What {whose} answers is no JSON that can be read.</source>
        <translation>{whose} 的响应不是可读取的 JSON。</translation>
    </message>
    <message>
        <source>{repository} is not on Hugging Face.</source>
        <translation>{repository} 不在 Hugging Face 上。</translation>
    </message>
    <message>
        <source>GGUF files</source>
        <translation>GGUF 文件</translation>
    </message>
    <message>
        <source>safetensors files</source>
        <translation>safetensors 文件</translation>
    </message>
    <message>
        <source>The repository has no config.json.</source>
        <translation>仓库没有 config.json。</translation>
    </message>
    <message>
        <source>The Hub does not say how large its files are.</source>
        <translation>Hub 未说明其文件大小。</translation>
    </message>
    <message>
        <source>Parts of its files are missing in the repository.</source>
        <translation>仓库中缺少部分文件。</translation>
    </message>
    <message>
        <source>Neither config.json nor the file&apos;s name says it.</source>
        <translation>config.json 和文件名中均未说明。</translation>
    </message>
    <message>
        <source>The Hub did not count them.</source>
        <translation>Hub 未统计。</translation>
    </message>
    <message>
        <source>safetensors header</source>
        <translation>safetensors 文件头</translation>
    </message>
    <message>
        <source>safetensors index</source>
        <translation>safetensors 索引</translation>
    </message>
    <message>
        <source>{repository} has GGUF files only, for llama.cpp and Ollama.</source>
        <translation>{repository} 只有 GGUF 文件，用于 llama.cpp 和 Ollama。</translation>
    </message>
    <message>
        <source>Name one: {name}:{first}. It has: {all}.</source>
        <translation>请指定一个：{name}:{first}。可用：{all}。</translation>
    </message>
    <message>
        <source>{repository} has no weights.</source>
        <translation>{repository} 没有权重。</translation>
    </message>
    <message>
        <source>It may be an adapter, or for other uses.</source>
        <translation>它可能是适配器，或用于其他用途。</translation>
    </message>
    <message>
        <source>PyTorch files</source>
        <translation>PyTorch 文件</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Hugging Face 缓存</translation>
    </message>
    <message>
        <source>NIM cache</source>
        <translation>NIM 缓存</translation>
    </message>
    <message>
        <source>llama.cpp cache</source>
        <translation>llama.cpp 缓存</translation>
    </message>
    <message>
        <source>models folder</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>“{text}” is no whole path.</source>
        <translation>“{text}”不是完整路径。</translation>
    </message>
    <message>
        <source>It begins with / or ~/.</source>
        <translation>路径须以 / 或 ~/ 开头。</translation>
    </message>
    <message>
        <source>{path} holds neither safetensors nor GGUF files.</source>
        <translation>{path} 中既没有 safetensors 也没有 GGUF 文件。</translation>
    </message>
    <message>
        <source>Write the path of a GGUF file, or of a folder as from Hugging Face.</source>
        <translation>请填写 GGUF 文件的路径，或 Hugging Face 格式的文件夹路径。</translation>
    </message>
    <message>
        <source>{folder} holds more files than any model.</source>
        <translation>{folder} 中的文件数超过任何模型。</translation>
    </message>
    <message>
        <source>{path} is not on the node, or this account may not read it.</source>
        <translation>{path} 不在节点上，或此账户无权读取。</translation>
    </message>
    <message>
        <source>Check the path and its permissions.</source>
        <translation>请检查路径及其权限。</translation>
    </message>
    <message>
        <source>Parts of its files are missing.</source>
        <translation>缺少部分文件。</translation>
    </message>
    <message>
        <source>There is no config.json beside it.</source>
        <translation>旁边没有 config.json。</translation>
    </message>
    <message>
        <source>No file there counts them.</source>
        <translation>该处没有文件对其计数。</translation>
    </message>
    <message>
        <source>Write it as Qwen/Qwen3-8B, unsloth/Qwen3-8B-GGUF:Q4_K_M, qwen2.5:32b, a page of huggingface.co, or a whole path on the node.</source>
        <translation>请写成 Qwen/Qwen3-8B、unsloth/Qwen3-8B-GGUF:Q4_K_M、qwen2.5:32b、huggingface.co 的页面地址，或节点上的完整路径。</translation>
    </message>
    <message>
        <source>“{text}” is no repository of Hugging Face.</source>
        <translation>“{text}”不是 Hugging Face 仓库。</translation>
    </message>
    <message>
        <source>“{text}” is no model.</source>
        <translation>“{text}”不是模型。</translation>
    </message>
    <message>
        <source>Paste the address of a model&apos;s page, or its name.</source>
        <translation>请粘贴模型页面的地址或其名称。</translation>
    </message>
    <message>
        <source>“{text}” leads through “..”.</source>
        <translation>“{text}”中含有“..”。</translation>
    </message>
    <message>
        <source>Write the whole path.</source>
        <translation>请填写完整路径。</translation>
    </message>
    <message>
        <source>“{text}” names no model.</source>
        <translation>“{text}”未指定模型。</translation>
    </message>
    <message>
        <source>It does not begin as one does.</source>
        <translation>其开头不符合该格式。</translation>
    </message>
    <message>
        <source>It holds no JSON.</source>
        <translation>其中没有 JSON。</translation>
    </message>
    <message>
        <source>It names no tensors.</source>
        <translation>其中没有列出张量。</translation>
    </message>
    <message>
        <source>It describes a tensor in a way that is not known.</source>
        <translation>其中张量的描述方式未知。</translation>
    </message>
    <message>
        <source>The header of that safetensors file cannot be read.</source>
        <translation>无法读取该 safetensors 文件的文件头。</translation>
    </message>
    <message>
        <source>This is no config.json: it has more than {most} MiB.</source>
        <translation>这不是 config.json：超过 {most} MiB。</translation>
    </message>
    <message>
        <source>A model&apos;s config.json has a few KB.</source>
        <translation>模型的 config.json 只有几 KB。</translation>
    </message>
    <message>
        <source>This is no config.json: {why}.</source>
        <translation>这不是 config.json：{why}。</translation>
    </message>
    <message>
        <source>This is no config.json: it holds no fields.</source>
        <translation>这不是 config.json：其中没有字段。</translation>
    </message>
    <message>
        <source>“{name}” in this config.json lists {count} layers.</source>
        <translation>此 config.json 中的“{name}”列出了 {count} 层。</translation>
    </message>
    <message>
        <source>a number without end</source>
        <translation>无限大的数</translation>
    </message>
    <message>
        <source>“{name}” in this config.json is {shown}.</source>
        <translation>此 config.json 中的“{name}”为 {shown}。</translation>
    </message>
    <message>
        <source>It should be a whole number from {least} to {most}.</source>
        <translation>应为 {least} 到 {most} 之间的整数。</translation>
    </message>
    <message>
        <source>This config.json does not say “{names}”.</source>
        <translation>此 config.json 中没有“{names}”。</translation>
    </message>
    <message>
        <source>It is needed to tell how much memory the model takes.</source>
        <translation>需要它来判断模型占用多少内存。</translation>
    </message>
    <message>
        <source>Engine: {fixed_bytes:.3g} GiB</source>
        <translation>引擎：{fixed_bytes:.3g} GiB</translation>
    </message>
    <message>
        <source>Weights: {origin}. {method} {engine}.</source>
        <translation>权重：{origin}。{method} {engine}。</translation>
    </message>
    <message>
        <source>The model was made for {context} tokens.</source>
        <translation>该模型针对 {context} 个 token 设计。</translation>
    </message>
    <message>
        <source>While it starts it may take up to {peak} GiB for some minutes, and there is room for {room} GiB: stop what else is running meanwhile.</source>
        <translation>启动时可能有几分钟占用多达 {peak} GiB，而可用空间为 {room} GiB：请暂时停止其他运行的内容。</translation>
    </message>
    <message>
        <source>A share of {memory_fraction:g} is {share} GiB</source>
        <translation>占比 {memory_fraction:g} 即 {share} GiB</translation>
    </message>
    <message>
        <source>With its KV cache of {kv_bytes} GiB it takes {share} GiB</source>
        <translation>加上 {kv_bytes} GiB 的 KV 缓存共需 {share} GiB</translation>
    </message>
    <message>
        <source>{takes}, which the engine takes at once, whatever the model needs.</source>
        <translation>{takes}，引擎会立即占用，与模型需求无关。</translation>
    </message>
    <message>
        <source>{takes}, and one user needs {one} GiB: the engine would not start.</source>
        <translation>{takes}，而一位用户需要 {one} GiB：引擎将无法启动。</translation>
    </message>
    <message>
        <source>{users} users with a full context need {need} GiB</source>
        <translation>{users} 位用户使用完整上下文需要 {need} GiB</translation>
    </message>
    <message>
        <source>{takes}, and {users}: some of their requests would wait.</source>
        <translation>{takes}，而{users}：部分请求需要等待。</translation>
    </message>
    <message>
        <source>Slow: pick FP8 or NVFP4.</source>
        <translation>较慢：请选择 FP8 或 NVFP4。</translation>
    </message>
    <message>
        <source>Slow: a smaller model would answer faster.</source>
        <translation>较慢：更小的模型回答更快。</translation>
    </message>
    <message>
        <source>There is no KV cache type “{kv_dtype}”.</source>
        <translation>没有 KV 缓存类型“{kv_dtype}”。</translation>
    </message>
    <message>
        <source>There are {names}.</source>
        <translation>可选：{names}。</translation>
    </message>
    <message>
        <source>A context of {context} tokens is assumed.</source>
        <translation>假定上下文为 {context} 个 token。</translation>
    </message>
    <message>
        <source>as its recipe says{origin}</source>
        <translation>依据其配方{origin}</translation>
    </message>
    <message>
        <source>{folder} holds no config.json.</source>
        <translation>{folder} 中没有 config.json。</translation>
    </message>
    <message>
        <source>Name the folder of one model.</source>
        <translation>请指定单个模型的文件夹。</translation>
    </message>
    <message>
        <source>GGUF file</source>
        <translation>GGUF 文件</translation>
    </message>
    <message>
        <source> Upper bound: {unknown}, so all of it counts as full attention.</source>
        <translation> 上限：{unknown}，因此全部按全注意力计算。</translation>
    </message>
    <message>
        <source>the list of its layers</source>
        <translation>按层列表</translation>
    </message>
    <message>
        <source>full attention in one of {every} layers</source>
        <translation>每 {every} 层中有一层全注意力</translation>
    </message>
    <message>
        <source>its pattern of layers</source>
        <translation>按层模式</translation>
    </message>
    <message>
        <source>its family&apos;s rule</source>
        <translation>按模型系列的规则</translation>
    </message>
    <message>
        <source>{total} layers of MLA.</source>
        <translation>{total} 层 MLA。</translation>
    </message>
    <message>
        <source>its layers are of several kinds</source>
        <translation>其层有多种类型</translation>
    </message>
    <message>
        <source>only {names} of {total} layers are described</source>
        <translation>{total} 层中仅描述了 {names} 层</translation>
    </message>
    <message>
        <source>what “{name}” layers keep is not known</source>
        <translation>“{name}”层保留的内容未知</translation>
    </message>
    <message>
        <source>{counted}, by {how}.</source>
        <translation>{counted}（{how}）。</translation>
    </message>
    <message>
        <source>its sliding window</source>
        <translation>按其滑动窗口</translation>
    </message>
    <message>
        <source>“{family}” is an architecture not known here</source>
        <translation>“{family}”是未知的架构</translation>
    </message>
    <message>
        <source>its window has no size</source>
        <translation>其窗口没有大小</translation>
    </message>
    <message>
        <source>full attention</source>
        <translation>全注意力</translation>
    </message>
    <message>
        <source>sliding window</source>
        <translation>滑动窗口</translation>
    </message>
    <message>
        <source>fixed state</source>
        <translation>固定状态</translation>
    </message>
    <message>
        <source>{count} of {names}</source>
        <translation>{count} 层{names}</translation>
    </message>
    <message>
        <source>Layers: {parts}</source>
        <translation>层：{parts}</translation>
    </message>
    <message>
        <source>none keeps anything</source>
        <translation>均不保留内容</translation>
    </message>
    <message>
        <source>measured here on {day} {date:%b}</source>
        <translation>在此处测得（{date:%b} {day}）</translation>
    </message>
    <message>
        <source>{reads:.3g} GB per token at {efficiency:.0%} of {pool} GB/s</source>
        <translation>每 token {reads:.3g} GB，按 {pool} GB/s 的 {efficiency:.0%}</translation>
    </message>
    <message>
        <source>{origin}, × {factor:g} for drafts</source>
        <translation>{origin}，草稿预测 × {factor:g}</translation>
    </message>
    <message>
        <source>, and {milliseconds} ms between the machines</source>
        <translation>，机器之间 {milliseconds} ms</translation>
    </message>
    <message>
        <source>There is no quantization “{quantization}”.</source>
        <translation>没有量化方式“{quantization}”。</translation>
    </message>
    <message>
        <source>A model does not have {parameters:g} parameters.</source>
        <translation>模型不可能有 {parameters:g} 个参数。</translation>
    </message>
    <message>
        <source>{parameters:.3g} billion parameters × {bits:g} bits ({name})</source>
        <translation>{parameters:.3g}B 参数 × {bits:g} 位（{name}）</translation>
    </message>
    <message>
        <source>{parameters:.3g} billion parameters × {bits:g} bits ({name}), up to {wide:.2g} billion of them at 16 bits</source>
        <translation>{parameters:.3g}B 参数 × {bits:g} 位（{name}），其中最多 {wide:.2g}B 为 16 位</translation>
    </message>
    <message>
        <source>{parameters:.3g} billion parameters × {bits:g} bits ({name}), {wide:.2g} billion of them at 16 bits</source>
        <translation>{parameters:.3g}B 参数 × {bits:g} 位（{name}），其中 {wide:.2g}B 为 16 位</translation>
    </message>
    <message>
        <source>the file is too large</source>
        <translation>文件过大</translation>
    </message>
    <message>
        <source>A key becomes part of the container&apos;s environment: whoever may use Docker on that machine can read it with docker inspect.</source>
        <translation>密钥会成为容器环境的一部分：能在该机器上使用 Docker 的人都可用 docker inspect 读取。</translation>
    </message>
    <message>
        <source>Downloads gated and private models, and may ask Hugging Face more often.</source>
        <translation>可下载受限和私有模型，并可更频繁地请求 Hugging Face。</translation>
    </message>
    <message>
        <source>A Hugging Face token is hf_ with some 34 letters and digits behind it.</source>
        <translation>Hugging Face 令牌为 hf_ 加约 34 个字母和数字。</translation>
    </message>
    <message>
        <source>Pulls NIM images from nvcr.io, and their models from NGC.</source>
        <translation>从 nvcr.io 拉取 NIM 镜像，从 NGC 获取其模型。</translation>
    </message>
    <message>
        <source>An NGC key is nvapi- with some 64 characters behind it; older ones are 84 to 88 letters and digits.</source>
        <translation>NGC 密钥为 nvapi- 加约 64 个字符；旧密钥为 84 到 88 个字母和数字。</translation>
    </message>
    <message>
        <source>llama.cpp key</source>
        <translation>llama.cpp 密钥</translation>
    </message>
    <message>
        <source>What a llama.cpp server that you start wants to see in requests; any text you choose.</source>
        <translation>自行启动的 llama.cpp 服务器要求请求携带的内容；可为任意文本。</translation>
    </message>
    <message>
        <source>SGLang key</source>
        <translation>SGLang 密钥</translation>
    </message>
    <message>
        <source>What an SGLang server that you start wants to see in requests; any text you choose.</source>
        <translation>自行启动的 SGLang 服务器要求请求携带的内容；可为任意文本。</translation>
    </message>
    <message>
        <source>vLLM key</source>
        <translation>vLLM 密钥</translation>
    </message>
    <message>
        <source>What a vLLM server that you start wants to see in requests; any text you choose.</source>
        <translation>自行启动的 vLLM 服务器要求请求携带的内容；可为任意文本。</translation>
    </message>
    <message>
        <source>Save it under Keys, then try again.</source>
        <translation>请保存到“密钥”中，然后重试。</translation>
    </message>
    <message>
        <source>Only the keys under Keys can be saved: take it out of the recipe, or copy the commands.</source>
        <translation>只能保存“密钥”中列出的密钥：请将其从配方中去掉，或复制命令。</translation>
    </message>
    <message>
        <source>There is no {title} in that.</source>
        <translation>其中没有 {title}。</translation>
    </message>
    <message>
        <source>That is no {title}: it has blanks, or characters that no key has.</source>
        <translation>这不是 {title}：含有空格或密钥中不会出现的字符。</translation>
    </message>
    <message>
        <source>That is no {title}{other_kind}.</source>
        <translation>这不是 {title}{other_kind}。</translation>
    </message>
    <message>
        <source>an account</source>
        <translation>某个账户</translation>
    </message>
    <message>
        <source>: it looks like your {title}</source>
        <translation>：看起来像是 {title}</translation>
    </message>
    <message>
        <source>{recipe} takes {nodes} machines together.</source>
        <translation>{recipe} 需要 {nodes} 台机器协同运行。</translation>
    </message>
    <message>
        <source>The plan for two Sparks shows how.</source>
        <translation>方法见双 Spark 规划。</translation>
    </message>
    <message>
        <source>{recipe} is for {engine}, not {title}.</source>
        <translation>{recipe} 用于 {engine}，而非 {title}。</translation>
    </message>
    <message>
        <source>{title} does not keep its KV cache as “{kv_dtype}”.</source>
        <translation>{title} 不支持以“{kv_dtype}”保存 KV 缓存。</translation>
    </message>
    <message>
        <source>It can: {kv_dtypes}.</source>
        <translation>支持：{kv_dtypes}。</translation>
    </message>
    <message>
        <source>“{name}” cannot be a model&apos;s name.</source>
        <translation>“{name}”不能用作模型名称。</translation>
    </message>
    <message>
        <source>Use letters, digits and . _ / : @ + -; begin with a letter or digit.</source>
        <translation>请使用字母、数字和 . _ / : @ + -；以字母或数字开头。</translation>
    </message>
    <message>
        <source>An argument must not contain a NUL byte.</source>
        <translation>参数不得包含 NUL 字节。</translation>
    </message>
    <message>
        <source>{title} cannot run {model}: it takes no {source} models.</source>
        <translation>{title} 无法运行 {model}：不支持 {source} 模型。</translation>
    </message>
    <message>
        <source>It takes {sources}.</source>
        <translation>支持：{sources}。</translation>
    </message>
    <message>
        <source>Write it as in {example}.</source>
        <translation>请按此格式填写：{example}。</translation>
    </message>
    <message>
        <source>A context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>A number of users</source>
        <translation>用户数</translation>
    </message>
    <message>
        <source>A number of tokens in a step</source>
        <translation>每步 token 数</translation>
    </message>
    <message>
        <source>A size of the KV cache</source>
        <translation>KV 缓存大小</translation>
    </message>
    <message>
        <source>{what} is 1 or more, not {number}.</source>
        <translation>{what}至少为 1，不能是 {number}。</translation>
    </message>
    <message>
        <source>The part of the memory is 0.01 to 1.</source>
        <translation>内存占比为 0.01 到 1。</translation>
    </message>
    <message>
        <source>{port} is no port.</source>
        <translation>{port} 不是有效的端口。</translation>
    </message>
    <message>
        <source>Ports are 1 to 65535.</source>
        <translation>端口范围为 1 到 65535。</translation>
    </message>
    <message>
        <source>An idle DGX Spark is assumed.</source>
        <translation>假定为空闲的 DGX Spark。</translation>
    </message>
    <message>
        <source>the machine does not tell</source>
        <translation>机器未报告</translation>
    </message>
    <message>
        <source>the driver does not tell</source>
        <translation>驱动未报告</translation>
    </message>
    <message>
        <source>The reserve decides.</source>
        <translation>由预留量决定。</translation>
    </message>
    <message>
        <source>What other programs leave above the reserve decides.</source>
        <translation>由其他程序在预留量之外留下的内存决定。</translation>
    </message>
    <message>
        <source>What is available at this moment decides.</source>
        <translation>由当前可用内存决定。</translation>
    </message>
    <message>
        <source>The free memory of the GPU decides.</source>
        <translation>由空闲显存决定。</translation>
    </message>
    <message>
        <source>It takes {takes} GiB, and {node_name} has room for {room} GiB.</source>
        <translation>需要 {takes} GiB，而 {node_name} 可容纳 {room} GiB。</translation>
    </message>
    <message>
        <source>Its share of the memory is too small.</source>
        <translation>其内存占比过小。</translation>
    </message>
    <message>
        <source>It takes {takes} of the {room} GiB that {node_name} has room for.</source>
        <translation>需要 {takes} GiB，{node_name} 可容纳 {room} GiB。</translation>
    </message>
    <message>
        <source>It fits with a share of {fraction}.</source>
        <translation>占比为 {fraction} 时可容纳。</translation>
    </message>
    <message>
        <source>It fits with a smaller KV cache.</source>
        <translation>使用较小的 KV 缓存时可容纳。</translation>
    </message>
    <message>
        <source>{context} tokens for {people} fit with a share of {fraction}.</source>
        <translation>占比为 {fraction} 时，{people}使用 {context} 个 token 可容纳。</translation>
    </message>
    <message>
        <source>{context} tokens for {people} fit.</source>
        <translation>{people}使用 {context} 个 token 时可容纳。</translation>
    </message>
    <message>
        <source>Stop {title}, which has {bytes} GiB.</source>
        <translation>请停止 {title}，它占用 {bytes} GiB。</translation>
    </message>
    <message>
        <source>Choose a smaller model, or one with fewer bits.</source>
        <translation>请选择更小的模型，或位数更低的模型。</translation>
    </message>
    <message>
        <source>{done} of {disk_size}</source>
        <translation>{done} / {disk_size}</translation>
    </message>
    <message>
        <source>{who} is being started there: what it takes is not taken yet.</source>
        <translation>{who} 正在该处启动：其所需内存尚未占用。</translation>
    </message>
    <message>
        <source>about {came} of {total}</source>
        <translation>约 {came} / {total}</translation>
    </message>
    <message>
        <source>About {needed} are needed on {node}, and {mount} has {free} free.</source>
        <translation>{node} 上约需 {needed}，而 {mount} 剩余 {free}。</translation>
    </message>
    <message>
        <source>Remove images, models or build cache that nobody needs, or choose a smaller one.</source>
        <translation>请移除不需要的镜像、模型或构建缓存，或选择更小的。</translation>
    </message>
    <message>
        <source>the image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>the model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>How much is free on {node} could not be read.</source>
        <translation>无法读取 {node} 的剩余空间。</translation>
    </message>
    <message>
        <source>{mount} has {disk_size} free</source>
        <translation>{mount} 剩余 {disk_size}</translation>
    </message>
    <message>
        <source>How large {unknown} will be is not known; {free}.</source>
        <translation>大小未知：{unknown}；{free}。</translation>
    </message>
    <message>
        <source>Everything is on the node already.</source>
        <translation>全部内容已在节点上。</translation>
    </message>
    <message>
        <source>About {needed} are needed; {left} stay free.</source>
        <translation>约需 {needed}；剩余 {left}。</translation>
    </message>
    <message>
        <source>as others saw</source>
        <translation>依据他人的结果</translation>
    </message>
    <message>
        <source>as here on {day}</source>
        <translation>依据此处 {day} 的结果</translation>
    </message>
    <message>
        <source>by other models here</source>
        <translation>依据此处其他模型</translation>
    </message>
    <message>
        <source>while it fetched the model</source>
        <translation>在下载模型时</translation>
    </message>
    <message>
        <source>while it loaded the model</source>
        <translation>在加载模型时</translation>
    </message>
    <message>
        <source>while it compiled</source>
        <translation>在编译时</translation>
    </message>
    <message>
        <source>when it was asked for a first token</source>
        <translation>在请求首个 token 时</translation>
    </message>
    <message>
        <source>{title} ended with code {code} {when}.</source>
        <translation>{title} {when}结束（代码 {code}）。</translation>
    </message>
    <message>
        <source>before it was ready</source>
        <translation>在就绪之前</translation>
    </message>
    <message>
        <source>{title} ended {when}: the kernel stopped it for want of memory.</source>
        <translation>{title} {when}结束：内核因内存不足将其终止。</translation>
    </message>
    <message>
        <source>Choose a smaller context, fewer users or a smaller quantization.</source>
        <translation>请选择更小的上下文、更少的用户或更小的量化。</translation>
    </message>
    <message>
        <source>{title} was stopped from outside {when}.</source>
        <translation>{title} {when}被外部停止。</translation>
    </message>
    <message>
        <source>{title} was killed {when} (code 137).</source>
        <translation>{title} {when}被强制终止（代码 137）。</translation>
    </message>
    <message>
        <source>That is no proof that memory ran out: somebody may have killed it.</source>
        <translation>这不能证明内存耗尽：可能是被人终止。</translation>
    </message>
    <message>
        <source>It said: {words}</source>
        <translation>其输出：{words}</translation>
    </message>
    <message>
        <source>{title} ended {when}.</source>
        <translation>{title} {when}结束。</translation>
    </message>
    <message>
        <source>The container of {title} was removed from outside {when}.</source>
        <translation>{title} 的容器{when}被外部移除。</translation>
    </message>
    <message>
        <source>{variable} is missing.</source>
        <translation>缺少 {variable}。</translation>
    </message>
    <message>
        <source>{title} is being deployed on port {port} there already.</source>
        <translation>{title} 已在该处的端口 {port} 上部署中。</translation>
    </message>
    <message>
        <source>Choose another port, or wait.</source>
        <translation>请选择其他端口，或等待。</translation>
    </message>
    <message>
        <source>Its container was removed.</source>
        <translation>其容器已被移除。</translation>
    </message>
    <message>
        <source>{why} What it made is still on {node}, which is not connected.</source>
        <translation>{why}已创建的内容仍在 {node} 上，但该节点未连接。</translation>
    </message>
    <message>
        <source>It is taken away as soon as the node is connected again.</source>
        <translation>节点重新连接后会立即移除。</translation>
    </message>
    <message>
        <source>Another model</source>
        <translation>另一个模型</translation>
    </message>
    <message>
        <source>How much memory is free there could not be read.</source>
        <translation>无法读取该处的空闲内存。</translation>
    </message>
    <message>
        <source>How much memory it takes is not known: neither its files nor its shape are.</source>
        <translation>占用内存未知：其文件和结构均未知。</translation>
    </message>
    <message>
        <source>Memory is coming back: {free} are free by now.</source>
        <translation>内存正在释放：目前空闲 {free}。</translation>
    </message>
    <message>
        <source>Let it take a share of at most {safe}.</source>
        <translation>请将占比设为不超过 {safe}。</translation>
    </message>
    <message>
        <source>{name} has room for {memory}</source>
        <translation>{name} 可容纳 {memory}</translation>
    </message>
    <message>
        <source>It takes at least {least}, and {there}.</source>
        <translation>至少需要 {least}，而 {there}。</translation>
    </message>
    <message>
        <source>other programs</source>
        <translation>其他程序</translation>
    </message>
    <message>
        <source>as it says itself</source>
        <translation>依据其自身报告</translation>
    </message>
    <message>
        <source>{count} of {most}</source>
        <translation>{count} / {most}</translation>
    </message>
    <message>
        <source>Stop that, or leave the port to be chosen.</source>
        <translation>请停止该程序，或由系统选择端口。</translation>
    </message>
    <message>
        <source>Port {other} is free on both sides.</source>
        <translation>端口 {other} 在两侧均空闲。</translation>
    </message>
    <message>
        <source>Port {wanted} of {node} is taken by {holder}.</source>
        <translation>{node} 的端口 {wanted} 已被 {holder} 占用。</translation>
    </message>
    <message>
        <source>Port {wanted} of {node} is taken.</source>
        <translation>{node} 的端口 {wanted} 已被占用。</translation>
    </message>
    <message>
        <source>{is_taken} {other} is used instead.</source>
        <translation>{is_taken}改用 {other}。</translation>
    </message>
    <message>
        <source>Whether port {port} is free: {why}</source>
        <translation>无法确定端口 {port} 是否空闲：{why}</translation>
    </message>
    <message>
        <source>Port {port} is free on {node}, but taken on this computer.</source>
        <translation>端口 {port} 在 {node} 上空闲，但在本机已被占用。</translation>
    </message>
    <message>
        <source>A tunnel to it gets another number here.</source>
        <translation>通往该端口的隧道在本机使用其他端口号。</translation>
    </message>
    <message>
        <source>Port {port} is free on {node} and on this computer.</source>
        <translation>端口 {port} 在 {node} 和本机上均空闲。</translation>
    </message>
    <message>
        <source>{message} Everybody on the node&apos;s network will reach it.</source>
        <translation>{message}节点所在网络中的任何人都能访问。</translation>
    </message>
    <message>
        <source>{title} listens on port {port}.</source>
        <translation>{title} 正在监听端口 {port}。</translation>
    </message>
    <message>
        <source>{title} does not listen on port {port} yet.</source>
        <translation>{title} 尚未监听端口 {port}。</translation>
    </message>
    <message>
        <source>If it does not start by itself, start it.</source>
        <translation>如未自动启动，请手动启动。</translation>
    </message>
    <message>
        <source>Docker on {name} does not answer.</source>
        <translation>{name} 上的 Docker 无响应。</translation>
    </message>
    <message>
        <source>{image} on {name} is made for {architecture}, not for {wanted}.</source>
        <translation>{name} 上的 {image} 适用于 {architecture}，而非 {wanted}。</translation>
    </message>
    <message>
        <source>Choose an image that is made for it.</source>
        <translation>请选择适用的镜像。</translation>
    </message>
    <message>
        <source>{name} is on the node already.</source>
        <translation>{name} 已在节点上。</translation>
    </message>
    <message>
        <source>{short} will be pulled; how large it is is not known.</source>
        <translation>将拉取 {short}；大小未知。</translation>
    </message>
    <message>
        <source>{short} cannot be pulled: {message}</source>
        <translation>无法拉取 {short}：{message}</translation>
    </message>
    <message>
        <source>{size} of {short} will be pulled.</source>
        <translation>将拉取 {short} 的 {size}。</translation>
    </message>
    <message>
        <source>See the plan for two Sparks.</source>
        <translation>请参阅双 Spark 规划。</translation>
    </message>
    <message>
        <source>Its licence was accepted: its files may be read.</source>
        <translation>已接受其许可证：可以读取文件。</translation>
    </message>
    <message>
        <source>The licence of {model} has to be accepted on its page.</source>
        <translation>须在其页面接受 {model} 的许可证。</translation>
    </message>
    <message>
        <source>Not all of it could be looked up: {why}</source>
        <translation>未能查询全部信息：{why}</translation>
    </message>
    <message>
        <source>{variable} is in the keyring.</source>
        <translation>{variable} 在密钥环中。</translation>
    </message>
    <message>
        <source>{variable} is missing, and {recipe} needs it.</source>
        <translation>缺少 {variable}，而 {recipe} 需要它。</translation>
    </message>
    <message>
        <source>Docker there knows NVIDIA&apos;s GPUs.</source>
        <translation>该处的 Docker 可识别 NVIDIA GPU。</translation>
    </message>
    <message>
        <source>Docker there does not name NVIDIA&apos;s runtime: it may not hand out GPUs.</source>
        <translation>该处的 Docker 未列出 NVIDIA 运行时：可能无法分配 GPU。</translation>
    </message>
    <message>
        <source>If it fails: sudo nvidia-ctk runtime configure --runtime=docker, then restart Docker.</source>
        <translation>如失败：sudo nvidia-ctk runtime configure --runtime=docker，然后重启 Docker。</translation>
    </message>
    <message>
        <source>It is started again by itself, with the machine too, but only once it was ready: a model that cannot start will not come back again and again.</source>
        <translation>它会自动重新启动，也随机器启动，但前提是曾经就绪：无法启动的模型不会反复重启。</translation>
    </message>
    <message>
        <source>{who} is being started: this one waits until that has taken its memory.</source>
        <translation>{who} 正在启动：此模型将等待其占用内存后再启动。</translation>
    </message>
    <message>
        <source>{name}, which was stopped, is replaced by it.</source>
        <translation>已停止的 {name} 将被替换。</translation>
    </message>
    <message>
        <source>There is a container {name} on {node} already.</source>
        <translation>{node} 上已有容器 {name}。</translation>
    </message>
    <message>
        <source>Choose another name, or remove it.</source>
        <translation>请选择其他名称，或将其移除。</translation>
    </message>
    <message>
        <source>{title} ended before it was ready.</source>
        <translation>{title} 在就绪之前结束。</translation>
    </message>
    <message>
        <source>It printed nothing.</source>
        <translation>没有输出。</translation>
    </message>
    <message>
        <source>{title}: {program} ended with status {status}.</source>
        <translation>{title}：{program} 以状态 {status} 结束。</translation>
    </message>
    <message>
        <source>nothing</source>
        <comment>what it said</comment>
        <translation>无</translation>
    </message>
    <message>
        <source>Look at its log: an engine that is well answers with status 200.</source>
        <translation>请查看其日志：正常的引擎会返回状态 200。</translation>
    </message>
    <message>
        <source>{title} wants a key, and refuses the one that it was asked with.</source>
        <translation>{title} 需要密钥，并拒绝了所用的密钥。</translation>
    </message>
    <message>
        <source>Save the endpoint&apos;s key under Keys, then deploy it again.</source>
        <translation>请将端点的密钥保存到“密钥”中，然后重新部署。</translation>
    </message>
    <message>
        <source>status {status}: {why}</source>
        <translation>状态 {status}：{why}</translation>
    </message>
    <message>
        <source>{title} refuses a first question with {refusal}.</source>
        <translation>{title} 拒绝了首个提问，返回：{refusal}。</translation>
    </message>
    <message>
        <source>{title} does not run in a container.</source>
        <translation>{title} 未在容器中运行。</translation>
    </message>
    <message>
        <source>Stop it, then start it where it was started.</source>
        <translation>请停止，然后在原来启动的地方启动。</translation>
    </message>
    <message>
        <source>{who} is being started on {name}: what it takes is not taken yet.</source>
        <translation>{who} 正在 {name} 上启动：其所需内存尚未占用。</translation>
    </message>
    <message>
        <source>Start this one when that is ready.</source>
        <translation>待其就绪后再启动此模型。</translation>
    </message>
    <message>
        <source>{title} takes {needed}, and {name} has room for {room}.</source>
        <translation>{title} 需要 {needed}，而 {name} 可容纳 {room}。</translation>
    </message>
    <message>
        <source>Stop another model first, or deploy it with a smaller context.</source>
        <translation>请先停止其他模型，或以更小的上下文部署。</translation>
    </message>
    <message>
        <source>“{name}” cannot be told to {program}: it looks like an option.</source>
        <translation>无法将“{name}”传给 {program}：它看起来像选项。</translation>
    </message>
    <message>
        <source>Which process serves {title} is not known.</source>
        <translation>提供 {title} 的进程未知。</translation>
    </message>
    <message>
        <source>It belongs to another account, or runs on another machine: stop it there.</source>
        <translation>它属于其他账户，或运行在其他机器上：请在该处停止。</translation>
    </message>
    <message>
        <source>{title} is a service of {name}: it would start again.</source>
        <translation>{title} 是 {name} 的服务：它会重新启动。</translation>
    </message>
    <message>
        <source>There: sudo systemctl stop {program}</source>
        <translation>在该处运行：sudo systemctl stop {program}</translation>
    </message>
    <message>
        <source>{title} was told to end, and is still there.</source>
        <translation>已要求 {title} 结束，但它仍在运行。</translation>
    </message>
    <message>
        <source>End it under Processes, by force.</source>
        <translation>请在“进程”中强制结束。</translation>
    </message>
    <message>
        <source>When process {pid} started could not be read: it ended, or the machine is no Linux.</source>
        <translation>无法读取进程 {pid} 的启动时间：它已结束，或该机器不是 Linux。</translation>
    </message>
    <message>
        <source>End it where it was started.</source>
        <translation>请在其启动的地方结束。</translation>
    </message>
    <message>
        <source>{title} was stopped, but only {freed} of its {total} came back within {seconds} s.</source>
        <translation>{title} 已停止，但 {total} 中只有 {freed} 在 {seconds} s 内释放。</translation>
    </message>
    <message>
        <source>A process may still hold it: see what holds GPU memory under Models.</source>
        <translation>可能仍被某个进程占用：请在“模型”中查看占用显存的内容。</translation>
    </message>
    <message>
        <source>what is being deployed</source>
        <translation>正在部署的内容</translation>
    </message>
    <message>
        <source>{title} answers, but does not list {model_id}.</source>
        <translation>{title} 有响应，但未列出 {model_id}。</translation>
    </message>
    <message>
        <source>It lists {names}.</source>
        <translation>列出的有：{names}。</translation>
    </message>
    <message>
        <source>Nothing was heard of {title} for {duration}, and it is not ready.</source>
        <translation>{title} 已有 {duration} 没有消息，且尚未就绪。</translation>
    </message>
    <message>
        <source>It said last: {words}</source>
        <translation>最后的输出：{words}</translation>
    </message>
    <message>
        <source>what was measured</source>
        <translation>测量结果</translation>
    </message>
    <message>
        <source>has no GPU</source>
        <translation>没有 GPU</translation>
    </message>
    <message>
        <source>is not to use its GPU</source>
        <translation>被设为不使用 GPU</translation>
    </message>
    <message>
        <source>{title} needs a GPU, and {node} {why}.</source>
        <translation>{title} 需要 GPU，而 {node} {why}。</translation>
    </message>
    <message>
        <source>a processor that is not known</source>
        <translation>未知的处理器</translation>
    </message>
    <message>
        <source>There is no image of {title} for {node} ({kind}).</source>
        <translation>没有适用于 {node}（{kind}）的 {title} 镜像。</translation>
    </message>
    <message>
        <source>Name an image of yours, or choose vLLM or Ollama: they have one for arm64 and amd64.</source>
        <translation>请指定自己的镜像，或选择 vLLM 或 Ollama：它们提供 arm64 和 amd64 镜像。</translation>
    </message>
    <message>
        <source>{title} runs in a container, and there is no Docker on {node}.</source>
        <translation>{title} 在容器中运行，而 {node} 上没有 Docker。</translation>
    </message>
    <message>
        <source>Install Docker there, or let your account use it.</source>
        <translation>请在该处安装 Docker，或允许当前账户使用。</translation>
    </message>
    <message>
        <source>{title} is a program on {node}: it has no image and no command of its own.</source>
        <translation>{title} 是 {node} 上的程序：没有镜像，也没有自己的命令。</translation>
    </message>
    <message>
        <source>Leave them out, or choose an engine that runs in containers.</source>
        <translation>请将其去掉，或选择在容器中运行的引擎。</translation>
    </message>
    <message>
        <source>{title} runs on {node} already: variables do not reach it.</source>
        <translation>{title} 已在 {node} 上运行：变量无法传给它。</translation>
    </message>
    <message>
        <source>Set them where it is started there.</source>
        <translation>请在其启动处设置。</translation>
    </message>
    <message>
        <source>“{name}” is no variable&apos;s name.</source>
        <translation>“{name}”不是变量名。</translation>
    </message>
    <message>
        <source>As in HF_HUB_OFFLINE.</source>
        <translation>例如 HF_HUB_OFFLINE。</translation>
    </message>
    <message>
        <source>The home folder on {node} is not known, so no cache can be mounted.</source>
        <translation>{node} 上的主目录未知，因此无法挂载缓存。</translation>
    </message>
    <message>
        <source>Connect to it, then try again.</source>
        <translation>请连接后重试。</translation>
    </message>
    <message>
        <source>As in HF_TOKEN.</source>
        <translation>例如 HF_TOKEN。</translation>
    </message>
    <message>
        <source>“{path}” is no whole path of a file inside the container.</source>
        <translation>“{path}”不是容器内文件的完整路径。</translation>
    </message>
    <message>
        <source>As in /etc/engine/config.yaml.</source>
        <translation>例如 /etc/engine/config.yaml。</translation>
    </message>
    <message>
        <source>Two files of the recipe have the same path.</source>
        <translation>配方中有两个文件路径相同。</translation>
    </message>
    <message>
        <source>{name} is a secret: it does not belong among the variables.</source>
        <translation>{name} 是机密：不应放在变量中。</translation>
    </message>
    <message>
        <source>Save it under Keys: it is handed over without standing in the plan.</source>
        <translation>请保存到“密钥”中：它会被传递，而不会出现在规划里。</translation>
    </message>
    <message>
        <source>There is another recipe “{name}” by now.</source>
        <translation>现已有另一个配方“{name}”。</translation>
    </message>
    <message>
        <source>It is not read under this name: call it {stem}{ending}.</source>
        <translation>该名称不会被读取：请命名为 {stem}{ending}。</translation>
    </message>
    <message>
        <source>A recipe that came with the program has this name.</source>
        <translation>程序自带的配方已使用此名称。</translation>
    </message>
    <message>
        <source>Rename the file.</source>
        <translation>请重命名文件。</translation>
    </message>
    <message>
        <source>There is no recipe “{name}” in your folder any more.</source>
        <translation>文件夹中已没有配方“{name}”。</translation>
    </message>
    <message>
        <source>This is no text in UTF-8.</source>
        <translation>这不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>“{name}” cannot be a recipe&apos;s name.</source>
        <translation>“{name}”不能用作配方名称。</translation>
    </message>
    <message>
        <source>It has small letters, digits, dots and dashes.</source>
        <translation>只能包含小写字母、数字、点和连字符。</translation>
    </message>
    <message>
        <source>{text} holds a secret, and recipes are files.</source>
        <translation>{text} 含有机密，而配方是文件。</translation>
    </message>
    <message>
        <source>Name its variable under secrets and keep the value under Keys.</source>
        <translation>请在 secrets 下写出变量名，并将其值保存到“密钥”中。</translation>
    </message>
    <message>
        <source>Is {near} meant?</source>
        <translation>是否指 {near}？</translation>
    </message>
    <message>
        <source>A newer image is there than the one that the recipe was checked with.</source>
        <translation>有比配方验证时更新的镜像。</translation>
    </message>
    <message>
        <source>The node has an older image than the registry.</source>
        <translation>节点上的镜像比镜像仓库中的旧。</translation>
    </message>
    <message>
        <source>The node has another image than the recipe names: it would be pulled.</source>
        <translation>节点上的镜像与配方指定的不同：将会拉取。</translation>
    </message>
    <message>
        <source>Newer versions: {newer}.</source>
        <translation>更新的版本：{newer}。</translation>
    </message>
    <message>
        <source>The image is the newest under its name.</source>
        <translation>该镜像是其名称下的最新版本。</translation>
    </message>
    <message>
        <source>The node does not have it yet.</source>
        <translation>节点上尚没有。</translation>
    </message>
    <message>
        <source>The recipe names no image in a line of its own.</source>
        <translation>配方没有在单独一行中指定镜像。</translation>
    </message>
    <message>
        <source>Edit it by hand.</source>
        <translation>请手动编辑。</translation>
    </message>
    <message>
        <source>recipes.vllm.ai has no recipe of {model}.</source>
        <translation>recipes.vllm.ai 没有 {model} 的配方。</translation>
    </message>
    <message>
        <source>Version of this form</source>
        <translation>此格式的版本</translation>
    </message>
    <message>
        <source>The model&apos;s name for people</source>
        <translation>供人阅读的模型名称</translation>
    </message>
    <message>
        <source>The same for one model under all engines and quantizations: qwen3-8b</source>
        <translation>同一模型在所有引擎和量化下相同：qwen3-8b</translation>
    </message>
    <message>
        <source>What it is good for, one line</source>
        <translation>适用场景，一行</translation>
    </message>
    <message>
        <source>Name of the engine: vllm, sglang, llama_cpp, ollama …</source>
        <translation>引擎名称：vllm、sglang、llama_cpp、ollama …</translation>
    </message>
    <message>
        <source>Where the engine takes the model from, and what it is called there</source>
        <translation>引擎从何处获取模型，以及模型在该处的名称</translation>
    </message>
    <message>
        <source>As in BF16, FP8, NVFP4, MXFP4, Q4_K_M</source>
        <translation>例如 BF16、FP8、NVFP4、MXFP4、Q4_K_M</translation>
    </message>
    <message>
        <source>How many machines it takes</source>
        <translation>所需机器数</translation>
    </message>
    <message>
        <source>In place of the engine&apos;s own image</source>
        <translation>替代引擎自带的镜像</translation>
    </message>
    <message>
        <source>Which image it was checked with</source>
        <translation>验证时使用的镜像</translation>
    </message>
    <message>
        <source>The container&apos;s whole command, where the engine&apos;s own way does not do</source>
        <translation>容器的完整命令，用于引擎默认方式不适用时</translation>
    </message>
    <message>
        <source>For the engine, after its own; one word each, never a shell line</source>
        <translation>传给引擎，置于其自身参数之后；每项一个词，不能是 Shell 命令行</translation>
    </message>
    <message>
        <source>Variables that are no secrets</source>
        <translation>非机密变量</translation>
    </message>
    <message>
        <source>Small text files, by their path in the container</source>
        <translation>小型文本文件，按其在容器中的路径</translation>
    </message>
    <message>
        <source>Where a launch begins: whoever deploys it may choose otherwise</source>
        <translation>启动的初始值：部署时可另行选择</translation>
    </message>
    <message>
        <source>Variables whose values the app asks for and keeps in the keyring: HF_TOKEN</source>
        <translation>应用会询问其值并保存在密钥环中的变量：HF_TOKEN</translation>
    </message>
    <message>
        <source>Whether the model&apos;s licence has to be accepted on its page first</source>
        <translation>是否须先在模型页面接受其许可证</translation>
    </message>
    <message>
        <source>tools, reasoning, vision, audio, embeddings, reranking</source>
        <translation>tools, reasoning, vision, audio, embeddings, reranking</translation>
    </message>
    <message>
        <source>Whether it predicts several tokens at once (MTP, EAGLE)</source>
        <translation>是否一次预测多个 token（MTP、EAGLE）</translation>
    </message>
    <message>
        <source>How many parameters the model has</source>
        <translation>模型的参数量</translation>
    </message>
    <message>
        <source>Parameters per token, of a mixture of experts</source>
        <translation>每个 token 的参数量（混合专家模型）</translation>
    </message>
    <message>
        <source>Size of the weights</source>
        <translation>权重大小</translation>
    </message>
    <message>
        <source>Size of all that is downloaded</source>
        <translation>全部下载内容的大小</translation>
    </message>
    <message>
        <source>Values of the model&apos;s config.json that decide its memory</source>
        <translation>模型 config.json 中决定其内存的取值</translation>
    </message>
    <message>
        <source>What a person has to know or do, a sentence each</source>
        <translation>需要了解或操作的事项，每项一句</translation>
    </message>
    <message>
        <source>Where the recipe was taken from</source>
        <translation>配方来源</translation>
    </message>
    <message>
        <source>The recipe it was copied from, and its state then</source>
        <translation>复制自哪个配方，及其当时的状态</translation>
    </message>
    <message>
        <source>Repository with safetensors: Qwen/Qwen3-8B</source>
        <translation>含 safetensors 的仓库：Qwen/Qwen3-8B</translation>
    </message>
    <message>
        <source>Repository with GGUF files, and the quantization: unsloth/Qwen3-8B-GGUF:Q4_K_M</source>
        <translation>含 GGUF 文件的仓库及量化：unsloth/Qwen3-8B-GGUF:Q4_K_M</translation>
    </message>
    <message>
        <source>Whole path of a GGUF file or a folder on the node</source>
        <translation>节点上 GGUF 文件或文件夹的完整路径</translation>
    </message>
    <message>
        <source>As Ollama names it: qwen2.5:32b</source>
        <translation>Ollama 中的名称：qwen2.5:32b</translation>
    </message>
    <message>
        <source>As a NIM image names it: meta/llama-3.1-8b-instruct</source>
        <translation>NIM 镜像中的名称：meta/llama-3.1-8b-instruct</translation>
    </message>
    <message>
        <source>As Docker Model Runner names it: ai/smollm2:360M-Q4_K_M</source>
        <translation>Docker Model Runner 中的名称：ai/smollm2:360M-Q4_K_M</translation>
    </message>
    <message>
        <source>As LM Studio names it: qwen/qwen3-8b</source>
        <translation>LM Studio 中的名称：qwen/qwen3-8b</translation>
    </message>
    <message>
        <source>Tokens that one request may have, prompt and answer</source>
        <translation>单个请求的 token 上限，含提示词和回答</translation>
    </message>
    <message>
        <source>Requests at the same time</source>
        <translation>同时处理的请求数</translation>
    </message>
    <message>
        <source>How the KV cache is kept: bf16, fp8, q8_0, q4_0</source>
        <translation>KV 缓存的保存格式：bf16、fp8、q8_0、q4_0</translation>
    </message>
    <message>
        <source>Part of the memory that the engine sees, 0 to 1</source>
        <translation>引擎可见内存的占比，0 到 1</translation>
    </message>
    <message>
        <source>Memory of the KV cache, where the engine can be told</source>
        <translation>KV 缓存的内存，适用于可设置的引擎</translation>
    </message>
    <message>
        <source>Tokens that one step may compute</source>
        <translation>每步可计算的 token 数</translation>
    </message>
    <message>
        <source>What the endpoint calls the model</source>
        <translation>端点使用的模型名称</translation>
    </message>
    <message>
        <source>Whether it gets the GPU</source>
        <translation>是否使用 GPU</translation>
    </message>
    <message>
        <source>The container&apos;s name</source>
        <translation>容器名称</translation>
    </message>
    <message>
        <source>The source&apos;s name</source>
        <translation>来源名称</translation>
    </message>
    <message>
        <source>Its address</source>
        <translation>来源地址</translation>
    </message>
    <message>
        <source>Its day: 2026-07-24</source>
        <translation>来源日期：2026-07-24</translation>
    </message>
    <message>
        <source>On which machine it ran, and who says so: DGX Spark, says …</source>
        <translation>在哪台机器上运行过，由谁说明：DGX Spark，来自 …</translation>
    </message>
    <message>
        <source>Recipe of the DGX Spark Command Center</source>
        <translation>DGX Spark Command Center 的配方</translation>
    </message>
    <message>
        <source>As in docker run … vllm/vllm-openai Qwen/Qwen3-8B, or vllm serve Qwen/Qwen3-8B.</source>
        <translation>例如 docker run … vllm/vllm-openai Qwen/Qwen3-8B，或 vllm serve Qwen/Qwen3-8B。</translation>
    </message>
    <message>
        <source>Pasted docker run line</source>
        <translation>粘贴的 docker run 命令行</translation>
    </message>
    <message>
        <source>Pasted command</source>
        <translation>粘贴的命令</translation>
    </message>
    <message>
        <source>{flag} was taken out with its value: recipes hold no secrets.</source>
        <translation>已去除 {flag} 及其值：配方不含机密。</translation>
    </message>
    <message>
        <source>The command holds a secret.</source>
        <translation>命令中含有机密。</translation>
    </message>
    <message>
        <source>Take it out before it is imported.</source>
        <translation>请在导入前将其去除。</translation>
    </message>
    <message>
        <source>Its command runs in a shell and stands in the recipe as a whole.</source>
        <translation>其命令在 Shell 中运行，并完整写入配方。</translation>
    </message>
    <message>
        <source>The command names no model.</source>
        <translation>命令未指定模型。</translation>
    </message>
    <message>
        <source>{image} is the image of no engine that is known here.</source>
        <translation>{image} 不是任何已知引擎的镜像。</translation>
    </message>
    <message>
        <source>There are {title}.</source>
        <translation>可选：{title}。</translation>
    </message>
    <message>
        <source>That starts no engine that is known here.</source>
        <translation>它不会启动任何已知的引擎。</translation>
    </message>
    <message>
        <source>It does not say which model {title} is to run.</source>
        <translation>未说明 {title} 要运行哪个模型。</translation>
    </message>
    <message>
        <source>“{name}” is no variable&apos;s name and was left out.</source>
        <translation>“{name}”不是变量名，已略去。</translation>
    </message>
    <message>
        <source>The value of {name} was taken out: keep it under Keys, and do not share the line that it stands in.</source>
        <translation>已去除 {name} 的值：请保存到“密钥”中，不要分享含有它的那一行。</translation>
    </message>
    <message>
        <source>{name} has no value in the line and was left out.</source>
        <translation>{name} 在该行中没有值，已略去。</translation>
    </message>
    <message>
        <source>{source} at {target} was left out: recipes mount no folders, and engines mount the caches of models themselves.</source>
        <translation>已略去挂载到 {target} 的 {source}：配方不挂载文件夹，引擎会自行挂载模型缓存。</translation>
    </message>
    <message>
        <source>It will listen on the node&apos;s own 127.0.0.1 unless you choose otherwise.</source>
        <translation>除非另行选择，否则将监听节点自身的 127.0.0.1。</translation>
    </message>
    <message>
        <source>Whether it starts again by itself is chosen at each launch.</source>
        <translation>是否自动重新启动在每次启动时选择。</translation>
    </message>
    <message>
        <source>{text} was left out: recipes have no place for it.</source>
        <translation>已略去 {text}：配方中没有对应的位置。</translation>
    </message>
    <message>
        <source>sparkrun recipe</source>
        <translation>sparkrun 配方</translation>
    </message>
    <message>
        <source>{unknown} was left out: it belongs to sparkrun itself.</source>
        <translation>已略去 {unknown}：它属于 sparkrun 自身。</translation>
    </message>
    <message>
        <source>Its command is too long.</source>
        <translation>其命令过长。</translation>
    </message>
    <message>
        <source>sparkrun&apos;s runtime “{runtime}” is not known here.</source>
        <translation>未知的 sparkrun 运行时“{runtime}”。</translation>
    </message>
    <message>
        <source>vLLM&apos;s recipe says that it does not run on a DGX Spark yet.</source>
        <translation>vLLM 的配方说明它尚不能在 DGX Spark 上运行。</translation>
    </message>
    <message>
        <source>This model makes pictures, sound or video, and needs vLLM-Omni.</source>
        <translation>此模型生成图片、声音或视频，需要 vLLM-Omni。</translation>
    </message>
    <message>
        <source>Variant {name} was left out: {why}.</source>
        <translation>已略去变体 {name}：{why}。</translation>
    </message>
    <message>
        <source>No variant of this recipe is for a DGX Spark.</source>
        <translation>此配方没有适用于 DGX Spark 的变体。</translation>
    </message>
    <message>
        <source>This command is for several machines.</source>
        <translation>此命令用于多台机器。</translation>
    </message>
    <message>
        <source>Take that of a single node.</source>
        <translation>请使用单节点的命令。</translation>
    </message>
    <message>
        <source>It was written for {hardware}, not for a DGX Spark.</source>
        <translation>它是为 {hardware} 编写的，而非 DGX Spark。</translation>
    </message>
    <message>
        <source>it is for other hardware</source>
        <translation>适用于其他硬件</translation>
    </message>
    <message>
        <source>it takes {least} GB, more than a DGX Spark has</source>
        <translation>需要 {least} GB，超过 DGX Spark 的容量</translation>
    </message>
    <message>
        <source>DGX Spark, says recipes.vllm.ai</source>
        <translation>DGX Spark，来自 recipes.vllm.ai</translation>
    </message>
    <message>
        <source>It needs vLLM {oldest} or newer.</source>
        <translation>需要 vLLM {oldest} 或更高版本。</translation>
    </message>
    <message>
        <source>Paste a recipe of this program, the JSON of recipes.vllm.ai, a recipe of sparkrun, or a command as in docker run … vllm/vllm-openai Qwen/Qwen3-8B.</source>
        <translation>请粘贴本程序的配方、recipes.vllm.ai 的 JSON、sparkrun 的配方，或类似 docker run … vllm/vllm-openai Qwen/Qwen3-8B 的命令。</translation>
    </message>
    <message>
        <source>It is larger than {most} KiB.</source>
        <translation>超过 {most} KiB。</translation>
    </message>
    <message>
        <source>There is nothing to read yet.</source>
        <translation>尚无可读取的内容。</translation>
    </message>
    <message>
        <source>That is nothing that recipes can be made of.</source>
        <translation>无法由此生成配方。</translation>
    </message>
    <message>
        <source>It holds too much: a recipe is a small text.</source>
        <translation>内容过多：配方应为简短的文本。</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>keys with values</source>
        <translation>带值的键</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>空值</translation>
    </message>
    <message>
        <source>a name in one line, 120 characters at most</source>
        <translation>单行名称，最多 120 个字符</translation>
    </message>
    <message>
        <source>the name of an engine as in vllm, llama_cpp or ollama</source>
        <translation>引擎名称，例如 vllm、llama_cpp 或 ollama</translation>
    </message>
    <message>
        <source>small letters, digits, dashes and dots as in qwen3-8b</source>
        <translation>小写字母、数字、连字符和点，例如 qwen3-8b</translation>
    </message>
    <message>
        <source>sha256: and 64 digits</source>
        <translation>sha256: 加 64 位数字</translation>
    </message>
    <message>
        <source>names of environment variables as in HF_TOKEN</source>
        <translation>环境变量名，例如 HF_TOKEN</translation>
    </message>
    <message>
        <source>names of variables with their values</source>
        <translation>变量名及其值</translation>
    </message>
    <message>
        <source>an address that begins with https://</source>
        <translation>以 https:// 开头的地址</translation>
    </message>
    <message>
        <source>a date as in 2026-07-24</source>
        <translation>日期，例如 2026-07-24</translation>
    </message>
    <message>
        <source>bf16, fp8, q8_0 or q4_0</source>
        <translation>bf16、fp8、q8_0 或 q4_0</translation>
    </message>
    <message>
        <source>a number above 0, 1 at most</source>
        <translation>大于 0 且不超过 1 的数</translation>
    </message>
    <message>
        <source>words as in tools, reasoning or vision</source>
        <translation>词语，例如 tools、reasoning 或 vision</translation>
    </message>
    <message>
        <source>whole paths in the container with their texts</source>
        <translation>容器中的完整路径及其文本</translation>
    </message>
    <message>
        <source>This is no recipe.</source>
        <translation>这不是配方。</translation>
    </message>
    <message>
        <source>A recipe has keys as in title, engine and model.</source>
        <translation>配方包含 title、engine 和 model 等键。</translation>
    </message>
    <message>
        <source>It is written for a newer program (recipe: {version}).</source>
        <translation>它是为更新版本的程序编写的（recipe: {version}）。</translation>
    </message>
    <message>
        <source>This one reads recipes up to version {version}.</source>
        <translation>本程序可读取版本 {version} 及以下的配方。</translation>
    </message>
    <message>
        <source>model takes one of {names}, and its handle.</source>
        <translation>model 应为 {names} 之一及其 handle。</translation>
    </message>
    <message>
        <source>{key} is missing.</source>
        <translation>缺少 {key}。</translation>
    </message>
    <message>
        <source>{place} takes {wanted}.</source>
        <translation>{place}应为：{wanted}。</translation>
    </message>
    <message>
        <source>A recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>{wanted}, not {found}</source>
        <translation>{wanted}，而非{found}</translation>
    </message>
    <message>
        <source>{wanted} with other characters</source>
        <translation>{wanted}，使用其他字符</translation>
    </message>
    <message>
        <source>{wanted}, {limit} characters or entries or more</source>
        <translation>{wanted}，至少 {limit} 个字符或条目</translation>
    </message>
    <message>
        <source>{wanted}, {limit} characters or entries at most</source>
        <translation>{wanted}，最多 {limit} 个字符或条目</translation>
    </message>
    <message>
        <source>{wanted}, {limit} or more</source>
        <translation>{wanted}，至少为 {limit}</translation>
    </message>
    <message>
        <source>{wanted}, {limit} at most</source>
        <translation>{wanted}，最多为 {limit}</translation>
    </message>
    <message>
        <source>“{key}” is no key of a recipe.</source>
        <translation>“{key}”不是配方的键。</translation>
    </message>
    <message>
        <source>Line {line}: {message}</source>
        <translation>第 {line} 行：{message}</translation>
    </message>
    <message>
        <source>Folders of a home begin with ~ now: others have theirs elsewhere.</source>
        <translation>主目录中的文件夹现以 ~ 开头：他人的主目录位置不同。</translation>
    </message>
    <message>
        <source>“{name}” stands in it, as one of your nodes is called.</source>
        <translation>其中含有“{name}”，与某个节点同名。</translation>
    </message>
    <message>
        <source>The values of {secret} were left out: whoever uses it has own ones.</source>
        <translation>已略去 {secret} 的值：使用者有自己的值。</translation>
    </message>
    <message>
        <source>{map} was taken out with its value.</source>
        <translation>已去除 {map} 及其值。</translation>
    </message>
    <message>
        <source>What looks like a secret in its files was masked.</source>
        <translation>文件中疑似机密的内容已遮盖。</translation>
    </message>
    <message>
        <source>the endpoint does not tell</source>
        <translation>端点未报告</translation>
    </message>
    <message>
        <source>it tells only those who have its key</source>
        <translation>仅向持有其密钥者报告</translation>
    </message>
    <message>
        <source>the model is not loaded yet</source>
        <translation>模型尚未加载</translation>
    </message>
    <message>
        <source>no model is loaded</source>
        <translation>未加载模型</translation>
    </message>
    <message>
        <source>it does not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>nothing of it is on the GPU yet</source>
        <translation>尚未占用 GPU</translation>
    </message>
    <message>
        <source>which process it is cannot be seen by this account</source>
        <translation>此账户无法看到是哪个进程</translation>
    </message>
    <message>
        <source>the container engine did not say</source>
        <translation>容器引擎未报告</translation>
    </message>
    <message>
        <source>a container does not keep who started it</source>
        <translation>容器不记录由谁启动</translation>
    </message>
    <message>
        <source>Its container ended with status {code}.</source>
        <translation>其容器以状态 {code} 结束。</translation>
    </message>
    <message>
        <source>Nothing answers on port {port} as an engine does.</source>
        <translation>端口 {port} 上没有引擎响应。</translation>
    </message>
    <message>
        <source>its metrics are none that are known here</source>
        <translation>其指标未知</translation>
    </message>
    <message>
        <source>The engine that began it is gone; {program} (process {pid}) has it now.</source>
        <translation>启动它的引擎已消失；现归 {program}（进程 {pid}）所有。</translation>
    </message>
    <message>
        <source>It does not answer in time.</source>
        <translation>未及时响应。</translation>
    </message>
    <message>
        <source>It answers without end.</source>
        <translation>响应没有结束。</translation>
    </message>
    <message>
        <source>It answers with status {status}{detail}.</source>
        <translation>返回状态 {status}{detail}。</translation>
    </message>
    <message>
        <source>It lists its models, but {path} says {status}: it does not compute.</source>
        <translation>能列出模型，但 {path} 返回 {status}：无法计算。</translation>
    </message>
    <message>
        <source>the engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>{title} keeps no metrics</source>
        <translation>{title} 没有指标</translation>
    </message>
    <message>
        <source>The rules are not as they should be: {why}.</source>
        <translation>规则不符合要求：{why}。</translation>
    </message>
    <message>
        <source>There are two rules “{name}”.</source>
        <translation>有两条规则“{name}”。</translation>
    </message>
    <message>
        <source>Rule “{name}”: {why}.</source>
        <translation>规则“{name}”：{why}。</translation>
    </message>
    <message>
        <source>Rule “{rule}” has no {name}.</source>
        <translation>规则“{rule}”没有 {name}。</translation>
    </message>
    <message>
        <source>Rule “{rule}” has no group {names}.</source>
        <translation>规则“{rule}”没有分组 {names}。</translation>
    </message>
    <message>
        <source>Rule “{name}”</source>
        <translation>规则“{name}”</translation>
    </message>
    <message>
        <source>{where} changes “{setting}”, which is no setting for that.</source>
        <translation>{where}更改了“{setting}”，但它不是可用于此的设置。</translation>
    </message>
    <message>
        <source>{where} names no variable.</source>
        <translation>{where}未指定变量。</translation>
    </message>
    <message>
        <source>{where} says no value for {kind}.</source>
        <translation>{where}未给出 {kind} 的值。</translation>
    </message>
    <message>
        <source>less memory</source>
        <translation>更少内存</translation>
    </message>
    <message>
        <source>a shorter context</source>
        <translation>更短的上下文</translation>
    </message>
    <message>
        <source>fewer users</source>
        <translation>更少用户</translation>
    </message>
    <message>
        <source>smaller steps</source>
        <translation>更小的步长</translation>
    </message>
    <message>
        <source>Launch on another port</source>
        <translation>在其他端口启动</translation>
    </message>
    <message>
        <source>Copy what empties the page cache</source>
        <translation>复制清空页缓存的命令</translation>
    </message>
    <message>
        <source>Show what runs there</source>
        <translation>显示该处运行的内容</translation>
    </message>
    <message>
        <source>Show what takes the disk</source>
        <translation>显示占用磁盘的内容</translation>
    </message>
    <message>
        <source>The node needs a restart</source>
        <translation>节点需要重启</translation>
    </message>
    <message>
        <source>Launch with {setting}</source>
        <translation>以{setting}启动</translation>
    </message>
    <message>
        <source>Launch with a larger KV cache</source>
        <translation>以更大的 KV 缓存启动</translation>
    </message>
    <message>
        <source>Launch with more memory</source>
        <translation>以更多内存启动</translation>
    </message>
    <message>
        <source>Launch with {name}={value}</source>
        <translation>以 {name}={value} 启动</translation>
    </message>
    <message>
        <source>Save {name}</source>
        <translation>保存 {name}</translation>
    </message>
    <message>
        <source>Versions of the program, the system and its parts.</source>
        <translation>程序、系统及其组件的版本。</translation>
    </message>
    <message>
        <source>What is known of each node, and how it is read.</source>
        <translation>每个节点的已知信息及读取方式。</translation>
    </message>
    <message>
        <source>The settings file, which never holds a secret.</source>
        <translation>设置文件，从不含机密。</translation>
    </message>
    <message>
        <source>The last {count} lines of the program&apos;s log.</source>
        <translation>程序日志的最后 {count} 行。</translation>
    </message>
    <message>
        <source>What went wrong in an earlier run.</source>
        <translation>之前运行中出现的问题。</translation>
    </message>
    <message>
        <source>DGX OS and its updates.</source>
        <translation>DGX OS 及其更新。</translation>
    </message>
    <message>
        <source>The image that the box was made with.</source>
        <translation>制作该设备所用的镜像。</translation>
    </message>
    <message>
        <source>The Linux distribution.</source>
        <translation>Linux 发行版。</translation>
    </message>
    <message>
        <source>The kernel.</source>
        <translation>内核。</translation>
    </message>
    <message>
        <source>What the maker calls the box.</source>
        <translation>制造商对该设备的命名。</translation>
    </message>
    <message>
        <source>The GPU, and who uses it.</source>
        <translation>GPU 及其使用者。</translation>
    </message>
    <message>
        <source>All that the driver tells.</source>
        <translation>驱动报告的全部内容。</translation>
    </message>
    <message>
        <source>The same as XML.</source>
        <translation>同上，XML 格式。</translation>
    </message>
    <message>
        <source>Values as monitoring reads them.</source>
        <translation>监控读取的数值。</translation>
    </message>
    <message>
        <source>Memory of each program on the GPU.</source>
        <translation>GPU 上各程序的内存。</translation>
    </message>
    <message>
        <source>What is linked to what.</source>
        <translation>各部件的连接关系。</translation>
    </message>
    <message>
        <source>The kernel module.</source>
        <translation>内核模块。</translation>
    </message>
    <message>
        <source>The CUDA compiler.</source>
        <translation>CUDA 编译器。</translation>
    </message>
    <message>
        <source>Memory, all lines.</source>
        <translation>内存，全部条目。</translation>
    </message>
    <message>
        <source>Paging and swap.</source>
        <translation>换页与交换空间。</translation>
    </message>
    <message>
        <source>How long programs waited for memory.</source>
        <translation>程序等待内存的时间。</translation>
    </message>
    <message>
        <source>Memory in short.</source>
        <translation>内存概要。</translation>
    </message>
    <message>
        <source>Processor times.</source>
        <translation>处理器时间。</translation>
    </message>
    <message>
        <source>The processor.</source>
        <translation>处理器。</translation>
    </message>
    <message>
        <source>Devices.</source>
        <translation>设备。</translation>
    </message>
    <message>
        <source>Drives.</source>
        <translation>驱动器。</translation>
    </message>
    <message>
        <source>Space.</source>
        <translation>空间。</translation>
    </message>
    <message>
        <source>Temperatures.</source>
        <translation>温度。</translation>
    </message>
    <message>
        <source>Temperatures as the kernel has them.</source>
        <translation>内核记录的温度。</translation>
    </message>
    <message>
        <source>Network interfaces and their counters.</source>
        <translation>网络接口及其计数器。</translation>
    </message>
    <message>
        <source>Their addresses, taken out.</source>
        <translation>其地址，已去除。</translation>
    </message>
    <message>
        <source>Which RDMA device is which interface.</source>
        <translation>RDMA 设备与接口的对应关系。</translation>
    </message>
    <message>
        <source>RDMA ports.</source>
        <translation>RDMA 端口。</translation>
    </message>
    <message>
        <source>What is announced on the network.</source>
        <translation>在网络上公布的内容。</translation>
    </message>
    <message>
        <source>The engine.</source>
        <translation>引擎。</translation>
    </message>
    <message>
        <source>How the engine is set up.</source>
        <translation>引擎的配置。</translation>
    </message>
    <message>
        <source>Containers.</source>
        <translation>容器。</translation>
    </message>
    <message>
        <source>What containers use.</source>
        <translation>容器的资源占用。</translation>
    </message>
    <message>
        <source>What DCGM tells Prometheus.</source>
        <translation>DCGM 向 Prometheus 报告的内容。</translation>
    </message>
    <message>
        <source>({name} cannot be read: {why})</source>
        <translation>（无法读取 {name}：{why}）</translation>
    </message>
    <message>
        <source>{name} comes without the text of its licence. It states: {licence}.</source>
        <translation>{name} 未附带许可证文本。其声明为：{licence}。</translation>
    </message>
    <message>
        <source>Measured benchmarks (dgx-spark-research)</source>
        <translation>实测基准（dgx-spark-research）</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>The log cannot be read: {reason}.</source>
        <translation>无法读取日志：{reason}。</translation>
    </message>
    <message>
        <source>{} does not tell</source>
        <translation>{} 未报告</translation>
    </message>
    <message>
        <source>no token since the reading before</source>
        <translation>自上次读取以来没有 token</translation>
    </message>
    <message>
        <source>not among the exporter&apos;s metrics</source>
        <translation>不在 exporter 的指标中</translation>
    </message>
    <message>
        <source>the exporter gives no number</source>
        <translation>exporter 未给出数值</translation>
    </message>
    <message>
        <source>It has {lines} series, more than any exporter.</source>
        <translation>有 {lines} 个序列，超过任何 exporter。</translation>
    </message>
    <message>
        <source>A line of its metrics is longer than {most} bytes.</source>
        <translation>其指标中有一行超过 {most} 字节。</translation>
    </message>
    <message>
        <source>Its metrics cannot be read ({why}).</source>
        <translation>无法读取其指标（{why}）。</translation>
    </message>
    <message>
        <source>no metric</source>
        <translation>没有指标</translation>
    </message>
    <message>
        <source>Its metrics take too long to read.</source>
        <translation>读取其指标耗时过长。</translation>
    </message>
    <message>
        <source>nothing listens there</source>
        <translation>该处没有监听</translation>
    </message>
    <message>
        <source>it ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>it failed (see the log)</source>
        <translation>失败（见日志）</translation>
    </message>
    <message>
        <source>not asked yet</source>
        <translation>尚未查询</translation>
    </message>
    <message>
        <source>{title} has not answered for {age} s{why}</source>
        <translation>{title} 已有 {age} s 无响应{why}</translation>
    </message>
    <message>
        <source>it has not answered for {age} s</source>
        <translation>已有 {age} s 无响应</translation>
    </message>
    <message>
        <source>{address} redirects without end.</source>
        <translation>{address} 无限重定向。</translation>
    </message>
    <message>
        <source>{address} asks for a login.</source>
        <translation>{address} 要求登录。</translation>
    </message>
    <message>
        <source>{address} is not ready.</source>
        <translation>{address} 尚未就绪。</translation>
    </message>
    <message>
        <source>{address} keeps no metrics.</source>
        <translation>{address} 没有指标。</translation>
    </message>
    <message>
        <source>llama.cpp does with --metrics.</source>
        <translation>llama.cpp 需加 --metrics 才提供。</translation>
    </message>
    <message>
        <source>{address} answers with a web page, not with metrics.</source>
        <translation>{address} 返回的是网页，而非指标。</translation>
    </message>
    <message>
        <source>{address} answers with status {status}.</source>
        <translation>{address} 返回状态 {status}。</translation>
    </message>
    <message>
        <source>{address} did not answer in time.</source>
        <translation>{address} 未及时响应。</translation>
    </message>
    <message>
        <source>{address} broke off or does not speak HTTP.</source>
        <translation>{address} 中断了连接，或不支持 HTTP。</translation>
    </message>
    <message>
        <source>{address} redirects to another server, which is not followed.</source>
        <translation>{address} 重定向到其他服务器，不予跟随。</translation>
    </message>
    <message>
        <source>{address} answers with more than {limit} MiB.</source>
        <translation>{address} 的响应超过 {limit} MiB。</translation>
    </message>
    <message>
        <source>not reported by {}: GPU and CPU share one memory, see memory.parts</source>
        <translation>{} 未报告：GPU 与 CPU 共用内存，见 memory.parts</translation>
    </message>
    <message>
        <source>utilization</source>
        <translation>利用率</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>power draw</source>
        <translation>功耗</translation>
    </message>
    <message>
        <source>power limit</source>
        <translation>功耗上限</translation>
    </message>
    <message>
        <source>SM clock</source>
        <translation>SM 频率</translation>
    </message>
    <message>
        <source>performance state</source>
        <translation>性能状态</translation>
    </message>
    <message>
        <source>clock-event reasons</source>
        <translation>时钟事件原因</translation>
    </message>
    <message>
        <source>GPU memory in use</source>
        <translation>已用显存</translation>
    </message>
    <message>
        <source>processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>{word}: not reported by {short}</source>
        <translation>{word}：{short} 未报告</translation>
    </message>
    <message>
        <source>not among the exporter&apos;s metrics (FB_USED and FB_FREE)</source>
        <translation>不在 exporter 的指标中（FB_USED 和 FB_FREE）</translation>
    </message>
    <message>
        <source>the GPU driver has not answered for {age} s</source>
        <translation>GPU 驱动已有 {age} s 无响应</translation>
    </message>
    <message>
        <source>no NVIDIA driver there</source>
        <translation>该处没有 NVIDIA 驱动</translation>
    </message>
    <message>
        <source>memory of a process</source>
        <translation>进程的内存</translation>
    </message>
    <message>
        <source>unknown GPU</source>
        <translation>未知 GPU</translation>
    </message>
    <message>
        <source>nvidia-smi has not answered yet</source>
        <translation>nvidia-smi 尚未响应</translation>
    </message>
    <message>
        <source>nvidia-smi has not answered for {age} s</source>
        <translation>nvidia-smi 已有 {age} s 无响应</translation>
    </message>
    <message>
        <source>nvidia-smi says: {words}</source>
        <translation>nvidia-smi 提示：{words}</translation>
    </message>
    <message>
        <source>nvidia-smi says: {strange}</source>
        <translation>nvidia-smi 提示：{strange}</translation>
    </message>
    <message>
        <source>{program} there did not answer within {limit} s.</source>
        <translation>该处的 {program} 未在 {limit} s 内响应。</translation>
    </message>
    <message>
        <source>{program} is not installed there.</source>
        <translation>该处未安装 {program}。</translation>
    </message>
    <message>
        <source>{program} there cannot be used{detail}.</source>
        <translation>该处的 {program} 无法使用{detail}。</translation>
    </message>
    <message>
        <source> (it ended with status {status})</source>
        <translation>（结束状态 {status}）</translation>
    </message>
    <message>
        <source>no NVIDIA driver on this computer</source>
        <translation>本机没有 NVIDIA 驱动</translation>
    </message>
    <message>
        <source>part {part}</source>
        <translation>部件 {part}</translation>
    </message>
    <message>
        <source>MemTotal is not in /proc/meminfo</source>
        <translation>/proc/meminfo 中没有 MemTotal</translation>
    </message>
    <message>
        <source>/proc/meminfo there lacks {}: the parts are less finely split</source>
        <translation>该处的 /proc/meminfo 缺少 {}：各部分划分较粗</translation>
    </message>
    <message>
        <source>GPU allocations overlap with lines of /proc/meminfo: taken off the other processes</source>
        <translation>GPU 分配与 /proc/meminfo 中的条目重叠：已从其他进程中扣除</translation>
    </message>
    <message>
        <source>Unaccounted</source>
        <translation>未归属</translation>
    </message>
    <message>
        <source>Driver-retained</source>
        <translation>驱动保留</translation>
    </message>
    <message>
        <source>not in /proc/meminfo there</source>
        <translation>不在该处的 /proc/meminfo 中</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>已用</translation>
    </message>
    <message>
        <source>Cached and reclaimable</source>
        <translation>缓存与可回收</translation>
    </message>
    <message>
        <source>Huge pages</source>
        <translation>大页</translation>
    </message>
    <message>
        <source>Desktop</source>
        <translation>桌面</translation>
    </message>
    <message>
        <source>Page cache</source>
        <translation>页缓存</translation>
    </message>
    <message>
        <source>Other processes</source>
        <translation>其他进程</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>已用</translation>
    </message>
    <message>
        <source>{group} processes</source>
        <translation>{group} 个进程</translation>
    </message>
    <message>
        <source>Unaccounted memory</source>
        <translation>未归属内存</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>负载</translation>
    </message>
    <message>
        <source>Available memory</source>
        <translation>可用内存</translation>
    </message>
    <message>
        <source>Swap in</source>
        <translation>换入</translation>
    </message>
    <message>
        <source>Swap out</source>
        <translation>换出</translation>
    </message>
    <message>
        <source>Disks read</source>
        <translation>磁盘读取</translation>
    </message>
    <message>
        <source>Disks written</source>
        <translation>磁盘写入</translation>
    </message>
    <message>
        <source>Network received</source>
        <translation>网络接收</translation>
    </message>
    <message>
        <source>Network sent</source>
        <translation>网络发送</translation>
    </message>
    <message>
        <source>CPU pressure</source>
        <translation>CPU 压力</translation>
    </message>
    <message>
        <source>Memory stall</source>
        <translation>内存停顿</translation>
    </message>
    <message>
        <source>Disk pressure</source>
        <translation>磁盘压力</translation>
    </message>
    <message>
        <source>GPU utilisation</source>
        <translation>GPU 利用率</translation>
    </message>
    <message>
        <source>Requests running</source>
        <translation>运行中的请求</translation>
    </message>
    <message>
        <source>Requests waiting</source>
        <translation>等待中的请求</translation>
    </message>
    <message>
        <source>Prompt tokens</source>
        <translation>提示词 token</translation>
    </message>
    <message>
        <source>Time to first token</source>
        <translation>首个 token 时间</translation>
    </message>
    <message>
        <source>Time per token</source>
        <translation>每 token 时间</translation>
    </message>
    <message>
        <source>{title} (port {{}})</source>
        <translation>{title}（端口 {{}}）</translation>
    </message>
    <message>
        <source>CPU core {}</source>
        <translation>CPU 核心 {}</translation>
    </message>
    <message>
        <source>{} clock</source>
        <translation>{} 频率</translation>
    </message>
    <message>
        <source>{} memory</source>
        <translation>{} 内存</translation>
    </message>
    <message>
        <source>{} power</source>
        <translation>{} 功率</translation>
    </message>
    <message>
        <source>{} free</source>
        <translation>{} 空闲</translation>
    </message>
    <message>
        <source>{} received</source>
        <translation>{} 接收</translation>
    </message>
    <message>
        <source>{} sent</source>
        <translation>{} 发送</translation>
    </message>
    <message>
        <source>a node exporter does not read GPUs</source>
        <translation>node exporter 不读取 GPU</translation>
    </message>
    <message>
        <source>a node exporter does not tell of processes</source>
        <translation>node exporter 不报告进程</translation>
    </message>
    <message>
        <source>the system does not tell</source>
        <translation>系统未报告</translation>
    </message>
    <message>
        <source>not read for {slow_age} s</source>
        <translation>已有 {slow_age} s 未读取</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>尚未读取</translation>
    </message>
    <message>
        <source>the process is not in /proc there</source>
        <translation>该进程不在该处的 /proc 中</translation>
    </message>
    <message>
        <source>processes of other users are hidden there (/proc is mounted with hidepid)</source>
        <translation>该处隐藏了其他用户的进程（/proc 以 hidepid 挂载）</translation>
    </message>
    <message>
        <source>needs a second reading</source>
        <translation>需要第二次读取</translation>
    </message>
    <message>
        <source>the container&apos;s name is being asked for</source>
        <translation>正在查询容器名称</translation>
    </message>
    <message>
        <source>Prometheus answers with a {resultType}, not a vector.</source>
        <translation>Prometheus 返回的是 {resultType}，而非 vector。</translation>
    </message>
    <message>
        <source>Prometheus answers with a {resultType}, not a matrix.</source>
        <translation>Prometheus 返回的是 {resultType}，而非 matrix。</translation>
    </message>
    <message>
        <source>It does not answer as a Prometheus does ({status}).</source>
        <translation>响应不符合 Prometheus 的格式（{status}）。</translation>
    </message>
    <message>
        <source>Prometheus says: {message}</source>
        <translation>Prometheus 提示：{message}</translation>
    </message>
    <message>
        <source>Prometheus&apos;s answer cannot be read.</source>
        <translation>无法读取 Prometheus 的响应。</translation>
    </message>
    <message>
        <source>Prometheus answers with {found} series.</source>
        <translation>Prometheus 返回了 {found} 个序列。</translation>
    </message>
    <message>
        <source>the machine&apos;s clock did not advance between two readings</source>
        <translation>两次读取之间机器时钟没有前进</translation>
    </message>
    <message>
        <source>the counter was reset</source>
        <translation>计数器已重置</translation>
    </message>
    <message>
        <source>requests run, and their tokens are not counted yet</source>
        <translation>有请求正在处理，其 token 尚未计入</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>未报告</translation>
    </message>
    <message>
        <source>the time is not a number</source>
        <translation>时间不是数字</translation>
    </message>
    <message>
        <source>the interface does not tell its speed</source>
        <translation>接口未报告其速度</translation>
    </message>
    <message>
        <source>no power sensor of the box there: on a DGX Spark, spark_hwmon would be one</source>
        <translation>该处没有设备功率传感器：DGX Spark 上应为 spark_hwmon</translation>
    </message>
    <message>
        <source>only spark_hwmon tells whether the board slows the processor down</source>
        <translation>只有 spark_hwmon 能报告主板是否使处理器降频</translation>
    </message>
    <message>
        <source>the system does not tell the clocks of its cores</source>
        <translation>系统未报告各核心的频率</translation>
    </message>
    <message>
        <source>the interface has no link</source>
        <translation>接口未连接</translation>
    </message>
    <message>
        <source>the GPU memory of processes is not known: an engine&apos;s may be inside Unaccounted</source>
        <translation>各进程的显存未知：引擎占用的可能计入未归属部分</translation>
    </message>
    <message>
        <source>not in /proc/stat</source>
        <translation>不在 /proc/stat 中</translation>
    </message>
    <message>
        <source>the core is off line</source>
        <translation>核心已离线</translation>
    </message>
    <message>
        <source>{mount} is on no single disk</source>
        <translation>{mount} 不在单个磁盘上</translation>
    </message>
    <message>
        <source>no disk there</source>
        <translation>该处没有磁盘</translation>
    </message>
    <message>
        <source>no network interface there</source>
        <translation>该处没有网络接口</translation>
    </message>
    <message>
        <source>no temperature sensor there</source>
        <translation>该处没有温度传感器</translation>
    </message>
    <message>
        <source>the sensor&apos;s value is not a temperature</source>
        <translation>传感器的值不是温度</translation>
    </message>
    <message>
        <source>the sensor&apos;s value is not a power</source>
        <translation>传感器的值不是功率</translation>
    </message>
    <message>
        <source>nvidia-smi printed {cells!r}</source>
        <translation>nvidia-smi 输出了 {cells!r}</translation>
    </message>
    <message>
        <source>{port} is not a port (1 to 65535).</source>
        <translation>{port} 不是有效的端口（1 到 65535）。</translation>
    </message>
    <message>
        <source>Prometheus is asked about one node.</source>
        <translation>向 Prometheus 查询的是单个节点。</translation>
    </message>
    <message>
        <source>Say which: the node&apos;s `instance` there.</source>
        <translation>请指定：节点在该处的 `instance`。</translation>
    </message>
    <message>
        <source>Label matchers are given without braces: instance=&quot;spark-1&quot;.</source>
        <translation>标签匹配器不带大括号：instance=&quot;spark-1&quot;。</translation>
    </message>
    <message>
        <source>The address of Prometheus is not a URL.</source>
        <translation>Prometheus 的地址不是 URL。</translation>
    </message>
    <message>
        <source>A Prometheus with a password or a token in its URL is not asked.</source>
        <translation>不会查询 URL 中带有密码或令牌的 Prometheus。</translation>
    </message>
    <message>
        <source>This Prometheus cannot be asked.</source>
        <translation>无法查询此 Prometheus。</translation>
    </message>
    <message>
        <source>Its address begins with http://, as seen from the node: the session encrypts the way there.</source>
        <translation>其地址以 http:// 开头，且为从节点看到的地址：到该处的路径由会话加密。</translation>
    </message>
    <message>
        <source>The agent speaks version {version}, not {wanted}.</source>
        <translation>agent 使用版本 {version}，而非 {wanted}。</translation>
    </message>
    <message>
        <source>The telemetry agent ended{detail}.</source>
        <translation>遥测 agent 已结束{detail}。</translation>
    </message>
    <message>
        <source>The agent&apos;s first line is garbage: {error}.</source>
        <translation>agent 的首行内容无效：{error}。</translation>
    </message>
    <message>
        <source>Agent over python3</source>
        <translation>通过 python3 运行的 agent</translation>
    </message>
    <message>
        <source>It has no metrics of a GPU.</source>
        <translation>其中没有 GPU 指标。</translation>
    </message>
    <message>
        <source>DCGM exporter</source>
        <translation>DCGM exporter</translation>
    </message>
    <message>
        <source>the DGX Dashboard does not tell</source>
        <translation>DGX Dashboard 未报告</translation>
    </message>
    <message>
        <source>The Dashboard does not let {} in.</source>
        <translation>Dashboard 不允许 {} 登录。</translation>
    </message>
    <message>
        <source>The Dashboard&apos;s stream answers with {status}.</source>
        <translation>Dashboard 的数据流返回 {status}。</translation>
    </message>
    <message>
        <source>The Dashboard ended its stream, or fills it with something else.</source>
        <translation>Dashboard 结束了数据流，或发送了其他内容。</translation>
    </message>
    <message>
        <source>The Dashboard&apos;s login answers with {status}.</source>
        <translation>Dashboard 的登录返回 {status}。</translation>
    </message>
    <message>
        <source>The Dashboard&apos;s login answers with no token.</source>
        <translation>Dashboard 的登录未返回令牌。</translation>
    </message>
    <message>
        <source>GPU {index} (Dashboard)</source>
        <translation>GPU {index} (Dashboard)</translation>
    </message>
    <message>
        <source>This account may not read the kernel&apos;s log there</source>
        <translation>此账户无权读取该处的内核日志</translation>
    </message>
    <message>
        <source>journalctl or dmesg</source>
        <translation>journalctl 或 dmesg</translation>
    </message>
    <message>
        <source>{argv} ended</source>
        <translation>{argv} 已结束</translation>
    </message>
    <message>
        <source>Kernel log</source>
        <translation>内核日志</translation>
    </message>
    <message>
        <source>{title} cannot be read: {error}.</source>
        <translation>无法读取 {title}：{error}。</translation>
    </message>
    <message>
        <source>It has no metrics of a machine.</source>
        <translation>其中没有机器指标。</translation>
    </message>
    <message>
        <source>Node exporter</source>
        <translation>Node exporter</translation>
    </message>
    <message>
        <source>Shell loop with nvidia-smi</source>
        <translation>使用 nvidia-smi 的 Shell 循环</translation>
    </message>
    <message>
        <source>Prometheus knows no metrics of this node by that name.</source>
        <translation>Prometheus 中没有该名称的节点指标。</translation>
    </message>
    <message>
        <source>{title} ended.</source>
        <translation>{title} 已结束。</translation>
    </message>
    <message>
        <source>No telemetry source fits {title}.</source>
        <translation>没有适用于 {title} 的遥测来源。</translation>
    </message>
    <message>
        <source>{title} cannot be watched. {told}</source>
        <translation>无法监视 {title}。{told}</translation>
    </message>
    <message>
        <source>“{text}” is no local port.</source>
        <translation>“{text}”不是本地端口。</translation>
    </message>
    <message>
        <source>--socks takes a local port only.</source>
        <translation>--socks 只接受本地端口。</translation>
    </message>
    <message>
        <source>A service or port is missing.</source>
        <translation>缺少服务或端口。</translation>
    </message>
    <message>
        <source>Such as dashboard or 8888.</source>
        <translation>例如 dashboard 或 8888。</translation>
    </message>
    <message>
        <source>“{text}” is not LOCAL:PORT.</source>
        <translation>“{text}”不符合 LOCAL:PORT 格式。</translation>
    </message>
    <message>
        <source>Such as 9000:8888: here 9000.</source>
        <translation>例如 9000:8888：本机为 9000。</translation>
    </message>
    <message>
        <source>{name} works on local port {remote_port} only.</source>
        <translation>{name} 只能使用本地端口 {remote_port}。</translation>
    </message>
    <message>
        <source>Leave {local_port} out.</source>
        <translation>请去掉 {local_port}。</translation>
    </message>
    <message>
        <source>That tunnel is no longer saved.</source>
        <translation>该隧道已不再保存。</translation>
    </message>
    <message>
        <source>This node has a tunnel called “{name}” already.</source>
        <translation>该节点已有名为“{name}”的隧道。</translation>
    </message>
    <message>
        <source>Local port {local_port} belongs to the tunnel “{name}”.</source>
        <translation>本地端口 {local_port} 属于隧道“{name}”。</translation>
    </message>
    <message>
        <source>Choose another port, or leave it empty.</source>
        <translation>请选择其他端口，或留空。</translation>
    </message>
    <message>
        <source>{group} port {port}</source>
        <translation>{group} 端口 {port}</translation>
    </message>
    <message>
        <source>{local_port} cannot be a local port.</source>
        <translation>{local_port} 不能用作本地端口。</translation>
    </message>
    <message>
        <source>Use {first} to {last}; lower ones need an administrator.</source>
        <translation>请使用 {first} 到 {last}；更小的端口需要管理员权限。</translation>
    </message>
    <message>
        <source>“{scheme}” is no scheme.</source>
        <translation>“{scheme}”不是有效的协议。</translation>
    </message>
    <message>
        <source>Use http, https, or none.</source>
        <translation>请使用 http、https 或留空。</translation>
    </message>
    <message>
        <source>The path “{path}” is not usable.</source>
        <translation>路径“{path}”不可用。</translation>
    </message>
    <message>
        <source>It begins with / and has no blank.</source>
        <translation>路径须以 / 开头，且不含空格。</translation>
    </message>
    <message>
        <source>That is too long for one command.</source>
        <translation>内容过长，无法作为单条命令。</translation>
    </message>
    <message>
        <source>A command must not contain a NUL byte.</source>
        <translation>命令不得包含 NUL 字节。</translation>
    </message>
    <message>
        <source>The line has a {sign} without its end.</source>
        <translation>该行中的 {sign} 未闭合。</translation>
    </message>
    <message>
        <source>{port} is not a local port.</source>
        <translation>{port} 不是本地端口。</translation>
    </message>
    <message>
        <source>{port} is not a port of the node.</source>
        <translation>{port} 不是节点的端口。</translation>
    </message>
    <message>
        <source>Port {remote_port} cannot be the same here: it needs an administrator.</source>
        <translation>本机无法使用相同的端口 {remote_port}：需要管理员权限。</translation>
    </message>
    <message>
        <source>Turn “same port” off.</source>
        <translation>请关闭“本机使用相同端口”。</translation>
    </message>
    <message>
        <source>“{host}” is not an address.</source>
        <translation>“{host}”不是有效的地址。</translation>
    </message>
    <message>
        <source>Port {remote_port}</source>
        <translation>端口 {remote_port}</translation>
    </message>
    <message>
        <source>nothing answers there</source>
        <translation>那里没有响应</translation>
    </message>
    <message>
        <source>no answer within {seconds} s</source>
        <translation>{seconds} s 内无响应</translation>
    </message>
    <message>
        <source>speaks no HTTP</source>
        <translation>不支持 HTTP</translation>
    </message>
    <message>
        <source>the tunnel&apos;s own port does not answer</source>
        <translation>隧道自身的端口没有响应</translation>
    </message>
    <message>
        <source>speaks no HTTPS; try http</source>
        <translation>不支持 HTTPS；请尝试 http</translation>
    </message>
    <message>
        <source>speaks HTTPS, not HTTP</source>
        <translation>使用 HTTPS，而非 HTTP</translation>
    </message>
    <message>
        <source>answers {status} in {milliseconds}{more}</source>
        <translation>在 {milliseconds} 内返回 {status}{more}</translation>
    </message>
    <message>
        <source>takes connections</source>
        <translation>接受连接</translation>
    </message>
    <message>
        <source>speaks no SOCKS5</source>
        <translation>不支持 SOCKS5</translation>
    </message>
    <message>
        <source>the proxy answers in {milliseconds}</source>
        <translation>代理在 {milliseconds} 内响应</translation>
    </message>
    <message>
        <source>no certificate</source>
        <translation>无证书</translation>
    </message>
    <message>
        <source>certificate not readable</source>
        <translation>证书无法读取</translation>
    </message>
    <message>
        <source>certificate not checked</source>
        <translation>证书未校验</translation>
    </message>
    <message>
        <source>&lt; 1 ms</source>
        <translation>&lt; 1 ms</translation>
    </message>
    <message>
        <source>Port {port} listens for the node&apos;s whole network ({where}).</source>
        <translation>端口 {port} 对节点所在的整个网络开放（{where}）。</translation>
    </message>
    <message>
        <source>{sentence} Whether it asks for a login is not known.</source>
        <translation>{sentence}是否要求登录尚不清楚。</translation>
    </message>
    <message>
        <source>{sentence} It asks for a login.</source>
        <translation>{sentence}需要登录。</translation>
    </message>
    <message>
        <source>{sentence} Its first page was sent without a login; the page itself may ask for one.</source>
        <translation>{sentence}首页无需登录即可获取；页面自身可能会要求登录。</translation>
    </message>
    <message>
        <source>{taken} {actual} is used.</source>
        <translation>{taken}改用 {actual}。</translation>
    </message>
    <message>
        <source>Connections wait for the node.</source>
        <translation>连接正在等待节点。</translation>
    </message>
    <message>
        <source>Its start command runs once the node is connected.</source>
        <translation>节点连接后将运行其启动命令。</translation>
    </message>
    <message>
        <source>Port {port} is held by the tunnel “{name}”;</source>
        <translation>端口 {port} 已被隧道“{name}”占用；</translation>
    </message>
    <message>
        <source>Port {port} is held by {holder};</source>
        <translation>端口 {port} 已被{holder}占用；</translation>
    </message>
    <message>
        <source>This computer needs no proxy to itself.</source>
        <translation>本机无需通向自身的代理。</translation>
    </message>
    <message>
        <source>The node is not connected.</source>
        <translation>节点未连接。</translation>
    </message>
    <message>
        <source>Programs of other accounts are not named: that needs an administrator there.</source>
        <translation>不显示其他账户的程序：需要该处的管理员权限。</translation>
    </message>
    <message>
        <source>Only programs of this account are seen here: the rest needs an administrator.</source>
        <translation>此处只能看到该账户的程序：其余需要管理员权限。</translation>
    </message>
    <message>
        <source>`ss` is missing there, so programs are not named.</source>
        <translation>该处缺少 `ss`，因此不显示程序名称。</translation>
    </message>
    <message>
        <source>Docker does not answer this account there, so containers are not named.</source>
        <translation>该处的 Docker 不响应此账户，因此不显示容器名称。</translation>
    </message>
    <message>
        <source>Docker did not answer there in time, so containers are not named.</source>
        <translation>该处的 Docker 未及时响应，因此不显示容器名称。</translation>
    </message>
    <message>
        <source>set up in NVIDIA Sync</source>
        <translation>在 NVIDIA Sync 中设置</translation>
    </message>
    <message>
        <source>login, updates, JupyterLab</source>
        <translation>登录、更新、JupyterLab</translation>
    </message>
    <message>
        <source>of the DGX Dashboard, one port per user</source>
        <translation>属于 DGX Dashboard，每位用户一个端口</translation>
    </message>
    <message>
        <source>notebooks in a container</source>
        <translation>容器中的 Notebook</translation>
    </message>
    <message>
        <source>OpenAI-compatible API</source>
        <translation>兼容 OpenAI 的 API</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s inference microservice</source>
        <translation>NVIDIA 的推理微服务</translation>
    </message>
    <message>
        <source>its page asks the backend on port 8000 of the same address</source>
        <translation>其页面会访问同一地址 8000 端口上的后端</translation>
    </message>
    <message>
        <source>dashboards</source>
        <translation>仪表板</translation>
    </message>
    <message>
        <source>API; its page says that it runs</source>
        <translation>API；其页面显示正在运行</translation>
    </message>
    <message>
        <source>chat page, where NVIDIA Sync puts it</source>
        <translation>聊天页面，位于 NVIDIA Sync 的默认位置</translation>
    </message>
    <message>
        <source>chat page, started by hand</source>
        <translation>聊天页面，手动启动</translation>
    </message>
    <message>
        <source>its own page and an API</source>
        <translation>自带页面和 API</translation>
    </message>
    <message>
        <source>OpenShell gateway</source>
        <translation>OpenShell 网关</translation>
    </message>
    <message>
        <source>sandboxes of agents</source>
        <translation>智能体沙箱</translation>
    </message>
    <message>
        <source>metrics of containers</source>
        <translation>容器指标</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>second web server</source>
        <translation>第二个 Web 服务器</translation>
    </message>
    <message>
        <source>as in NVIDIA&apos;s playbook</source>
        <translation>按照 NVIDIA 的 Playbook</translation>
    </message>
    <message>
        <source>TensorRT-LLM vision</source>
        <translation>TensorRT-LLM 视觉</translation>
    </message>
    <message>
        <source>vision models</source>
        <translation>视觉模型</translation>
    </message>
    <message>
        <source>TensorRT-LLM Nemotron</source>
        <translation>TensorRT-LLM Nemotron</translation>
    </message>
    <message>
        <source>Nemotron Super</source>
        <translation>Nemotron Super</translation>
    </message>
    <message>
        <source>images by nodes</source>
        <translation>通过节点图生成图片</translation>
    </message>
    <message>
        <source>Live VLM WebUI</source>
        <translation>Live VLM WebUI</translation>
    </message>
    <message>
        <source>its certificate is self-signed</source>
        <translation>其证书为自签名</translation>
    </message>
    <message>
        <source>Video search</source>
        <translation>视频搜索</translation>
    </message>
    <message>
        <source>video search and summarization (VSS)</source>
        <translation>视频搜索与摘要（VSS）</translation>
    </message>
    <message>
        <source>knowledge graphs out of text</source>
        <translation>从文本生成知识图谱</translation>
    </message>
    <message>
        <source>txt2kg vLLM</source>
        <translation>txt2kg vLLM</translation>
    </message>
    <message>
        <source>graph database</source>
        <translation>图数据库</translation>
    </message>
    <message>
        <source>its page asks the database on port 7687 of the same address</source>
        <translation>其页面会访问同一地址 7687 端口上的数据库</translation>
    </message>
    <message>
        <source>Neo4j database</source>
        <translation>Neo4j 数据库</translation>
    </message>
    <message>
        <source>vector database</source>
        <translation>向量数据库</translation>
    </message>
    <message>
        <source>Qdrant gRPC</source>
        <translation>Qdrant gRPC</translation>
    </message>
    <message>
        <source>Milvus health</source>
        <translation>Milvus 健康状态</translation>
    </message>
    <message>
        <source>its page and metrics</source>
        <translation>自带页面和指标</translation>
    </message>
    <message>
        <source>database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>accepts its own port only; its address carries a token</source>
        <translation>仅接受自己的端口；其地址带有令牌</translation>
    </message>
    <message>
        <source>Ray dashboard</source>
        <translation>Ray 仪表板</translation>
    </message>
    <message>
        <source>jobs of a cluster</source>
        <translation>集群作业</translation>
    </message>
    <message>
        <source>cluster store</source>
        <translation>集群存储</translation>
    </message>
    <message>
        <source>Dask dashboard</source>
        <translation>Dask 仪表板</translation>
    </message>
    <message>
        <source>Dask scheduler</source>
        <translation>Dask 调度器</translation>
    </message>
    <message>
        <source>GPU metrics for Prometheus</source>
        <translation>供 Prometheus 使用的 GPU 指标</translation>
    </message>
    <message>
        <source>machine metrics</source>
        <translation>机器指标</translation>
    </message>
    <message>
        <source>Reachy photo booth</source>
        <translation>Reachy 照相亭</translation>
    </message>
    <message>
        <source>SGLang workers</source>
        <translation>SGLang 工作进程</translation>
    </message>
    <message>
        <source>between nodes of a cluster</source>
        <translation>集群节点之间</translation>
    </message>
    <message>
        <source>llama.cpp RPC</source>
        <translation>llama.cpp RPC</translation>
    </message>
    <message>
        <source>no password: keep it private</source>
        <translation>无密码：请勿公开</translation>
    </message>
    <message>
        <source>TensorRT-LLM sshd</source>
        <translation>TensorRT-LLM sshd</translation>
    </message>
    <message>
        <source>“{name}” is no service that is known by name.</source>
        <translation>“{name}”不是已知的服务名称。</translation>
    </message>
    <message>
        <source>Did you mean {near}?</source>
        <translation>是否指 {near}？</translation>
    </message>
    <message>
        <source>Give its port instead.</source>
        <translation>请改为指定端口。</translation>
    </message>
    <message>
        <source>{names} or another</source>
        <translation>{names} 或其他</translation>
    </message>
    <message>
        <source>several programs use this port</source>
        <translation>多个程序使用此端口</translation>
    </message>
    <message>
        <source>The start command {program} did not end within {seconds} s.</source>
        <translation>启动命令 {program} 未在 {seconds} s 内结束。</translation>
    </message>
    <message>
        <source>Let it start the service in the background, such as: docker start NAME</source>
        <translation>请让它在后台启动服务，例如：docker start NAME</translation>
    </message>
    <message>
        <source>The start command failed: {message}</source>
        <translation>启动命令失败：{message}</translation>
    </message>
    <message>
        <source>Correct it in the tunnel&apos;s form, or start the service on the node yourself.</source>
        <translation>请在隧道表单中更正，或在节点上手动启动服务。</translation>
    </message>
    <message>
        <source>The release feed led to an address without encryption.</source>
        <translation>发布源指向了未加密的地址。</translation>
    </message>
    <message>
        <source>The release feed answered with status {status_code}.</source>
        <translation>发布源返回了状态 {status_code}。</translation>
    </message>
    <message>
        <source>The release feed could not be asked.</source>
        <translation>无法查询发布源。</translation>
    </message>
    <message>
        <source>The release feed&apos;s answer is too large.</source>
        <translation>发布源的响应过大。</translation>
    </message>
    <message>
        <source>The release feed did not come to an end.</source>
        <translation>发布源的响应没有结束。</translation>
    </message>
    <message>
        <source>What answered is no list of releases.</source>
        <translation>返回的内容不是版本列表。</translation>
    </message>
    <message>
        <source>{key} does not bring up the prompt.</source>
        <translation>{key} 无法打开快速提问。</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>快速提问 提示词 prompt</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Copy link to this view</source>
        <translation>复制此视图的链接</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>In {title}</source>
        <translation>在“{title}”中</translation>
    </message>
    <message>
        <source>The log is in {folder}.</source>
        <translation>日志位于 {folder}。</translation>
    </message>
    <message>
        <source>The folder could not be opened.</source>
        <translation>无法打开文件夹。</translation>
    </message>
    <message>
        <source>The link was copied.</source>
        <translation>链接已复制。</translation>
    </message>
    <message>
        <source>Search or run a command…</source>
        <translation>搜索或运行命令…</translation>
    </message>
    <message>
        <source>Go to the newest notice, and back</source>
        <translation>转到最新通知，再返回</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Open log folder</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <source>About {program}</source>
        <translation>关于 {program}</translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Minimise</source>
        <translation>最小化</translation>
    </message>
    <message>
        <source>Close window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>{title} could not be opened</source>
        <translation>无法打开“{title}”</translation>
    </message>
    <message>
        <source>
The rest of the program works on.</source>
        <translation>
程序的其余部分仍可正常使用。</translation>
    </message>
    <message>
        <source>See details</source>
        <translation>查看详情</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止并退出</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>不退出</translation>
    </message>
    <message>
        <source>Show the tasks</source>
        <translation>显示任务</translation>
    </message>
    <message>
        <source>Tasks: {text}</source>
        <translation>任务：{text}</translation>
    </message>
    <message>
        <source>{title} on {node} failed.</source>
        <translation>{node}：“{title}”失败。</translation>
    </message>
    <message>
        <source>Show tasks</source>
        <translation>显示任务</translation>
    </message>
    <message>
        <source>{title} on {node} is done.</source>
        <translation>{node}：“{title}”已完成。</translation>
    </message>
    <message>
        <source>It took {took}.</source>
        <translation>用时 {took}。</translation>
    </message>
    <message>
        <source>Dismiss ended</source>
        <translation>关闭已结束项</translation>
    </message>
    <message>
        <source>Something went wrong: {what}</source>
        <translation>出错了：{what}</translation>
    </message>
    <message>
        <source>This is a bug of this program. It goes on, and the log has the details.</source>
        <translation>这是本程序的缺陷。程序将继续运行，详情见日志。</translation>
    </message>
    <message>
        <source>Memory guard…</source>
        <translation>内存守护…</translation>
    </message>
    <message>
        <source>{available} available, {memory} less a second.</source>
        <translation>可用 {available}，每秒减少 {memory}。</translation>
    </message>
    <message>
        <source>{name}: the memory guard would stop {what}</source>
        <translation>{name}：内存守护将会停止 {what}</translation>
    </message>
    <message>
        <source>{name}: the memory guard stops {what}</source>
        <translation>{name}：内存守护正在停止 {what}</translation>
    </message>
    <message>
        <source>{name}: the memory guard stopped {what}</source>
        <translation>{name}：内存守护已停止 {what}</translation>
    </message>
    <message>
        <source>{name}: the memory guard did not stop {what}</source>
        <translation>{name}：内存守护未停止 {what}</translation>
    </message>
    <message>
        <source>The newest container with GPU memory</source>
        <translation>占用显存的最新容器</translation>
    </message>
    <message>
        <source>A machine whose CPU and GPU share one memory freezes when that runs out, and SSH with it, before anything can be stopped. An armed guard runs on the machine itself. When available memory is below the limit and falling, or below half of it, the guard stops one thing after another until that is over:</source>
        <translation>CPU 与 GPU 共用内存的机器在内存耗尽时会卡死，SSH 也随之失效，来不及停止任何程序。启用后的守护运行在机器本身上。当可用内存低于限值且仍在下降，或低于限值的一半时，守护会依次停止以下内容，直到情况解除：</translation>
    </message>
    <message>
        <source>1.  what you choose to be stopped first,
2.  then the newest container with GPU memory,
3.  then your own newest process with GPU memory. Nothing else.</source>
        <translation>1.  指定优先停止的内容，
2.  然后是占用显存的最新容器，
3.  然后是当前账户占用显存的最新进程。仅此而已。</translation>
    </message>
    <message>
        <source>What it stops is asked to end and gets five seconds, fewer when memory falls on. The guard is armed while this program is connected to the machine, also after a restart of this program, until you disarm it. Nothing is installed for that. Each action is written down here and in the machine&apos;s own log.</source>
        <translation>被停止的程序会先收到结束请求，并有五秒时间；若内存继续下降则更短。只要本程序与机器保持连接，守护就处于启用状态，重启本程序后依然如此，直到停用为止。无需安装任何内容。每次操作都会记录在此处和机器自身的日志中。</translation>
    </message>
    <message>
        <source>Memory guard of {name}</source>
        <translation>{name} 的内存守护</translation>
    </message>
    <message>
        <source>Act below, in GiB of available memory</source>
        <translation>触发限值（可用内存，GiB）</translation>
    </message>
    <message>
        <source>Act below</source>
        <translation>触发限值</translation>
    </message>
    <message>
        <source>Stop first</source>
        <translation>优先停止</translation>
    </message>
    <message>
        <source>Looking at the machine…</source>
        <translation>正在检查机器…</translation>
    </message>
    <message>
        <source>What it would stop now</source>
        <translation>现在会停止的内容</translation>
    </message>
    <message>
        <source>It would stop now</source>
        <translation>现在会停止</translation>
    </message>
    <message>
        <source>Practise: only say what it would stop</source>
        <translation>演练：仅提示会停止什么</translation>
    </message>
    <message>
        <source>It may stop running work without asking me</source>
        <translation>允许不经询问停止正在运行的任务</translation>
    </message>
    <message>
        <source>Install on the machine…</source>
        <translation>安装到机器…</translation>
    </message>
    <message>
        <source>Remove from the machine…</source>
        <translation>从机器移除…</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Arm guard</source>
        <translation>启用守护</translation>
    </message>
    <message>
        <source>Disarm</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>{memory} available now.</source>
        <translation>当前可用 {memory}。</translation>
    </message>
    <message>
        <source> That is below this limit already: it would act as soon as memory falls.</source>
        <translation>这已低于此限值：内存一旦下降，守护就会触发。</translation>
    </message>
    <message>
        <source>Nothing: no GPU memory is in use</source>
        <translation>无：没有占用显存</translation>
    </message>
    <message>
        <source>Install a memory guard on {name}?</source>
        <translation>在 {name} 上安装内存守护？</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Its service is stopped, and {unit_file} and {folder} are deleted there.</source>
        <translation>其服务将停止，并删除该处的 {unit_file} 和 {folder}。</translation>
    </message>
    <message>
        <source>Remove the memory guard from {name}?</source>
        <translation>从 {name} 移除内存守护？</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Replace it with this…</source>
        <translation>替换为此设置…</translation>
    </message>
    <message>
        <source>The machine has a guard of its own, {words}.</source>
        <translation>机器自带守护：{words}。</translation>
    </message>
    <message>
        <source>It acts {words}, whether or not this program runs, from every start of the machine, and as root: also for processes of other users. What it does is in the machine&apos;s log (journalctl -t spark-memory-guard).

Written there with sudo: {folder} and {unit_file}. Both can be removed here.</source>
        <translation>触发条件：{words}。无论本程序是否运行，机器每次启动后都会生效，并以 root 身份运行：其他用户的进程也包括在内。其操作记录在机器的日志中（journalctl -t spark-memory-guard）。

使用 sudo 写入该处：{folder} 和 {unit_file}。两者均可在此移除。</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>平台</translation>
    </message>
    <message>
        <source>About {name}</source>
        <translation>关于 {name}</translation>
    </message>
    <message>
        <source>Watch and run DGX Spark and other Linux GPU machines over SSH.</source>
        <translation>通过 SSH 监视和运行 DGX Spark 及其他 Linux GPU 机器。</translation>
    </message>
    <message>
        <source>Unofficial: not made, endorsed or supported by NVIDIA. NVIDIA and DGX Spark are trademarks of their owner.</source>
        <translation>非官方：并非由 NVIDIA 制作、认可或支持。NVIDIA 和 DGX Spark 是其所有者的商标。</translation>
    </message>
    <message>
        <source>Apache License 2.0. Made with Qt (LGPL) and the work of many others.</source>
        <translation>Apache License 2.0。基于 Qt（LGPL）及众多其他作者的成果。</translation>
    </message>
    <message>
        <source>Licences…</source>
        <translation>许可证…</translation>
    </message>
    <message>
        <source>Copy versions</source>
        <translation>复制版本信息</translation>
    </message>
    <message>
        <source>Crash reports</source>
        <translation>崩溃报告</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Nothing went wrong</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>When the program crashes, the next start makes a report of it: what ran, and the log before it. It stays on this computer unless you hand it over.</source>
        <translation>程序崩溃后，下次启动时会生成报告：包括当时运行的内容和之前的日志。除非主动提供，报告只保留在本机。</translation>
    </message>
    <message>
        <source>Kept on this computer and sent to nobody. Secrets, addresses and names were taken out.</source>
        <translation>保存在本机，未发送给任何人。机密信息、地址和名称已去除。</translation>
    </message>
    <message>
        <source>Crash</source>
        <translation>崩溃</translation>
    </message>
    <message>
        <source>Delete this report?</source>
        <translation>删除此报告？</translation>
    </message>
    <message>
        <source>It is deleted from this computer. This cannot be undone.</source>
        <translation>将从本机删除，且无法撤销。</translation>
    </message>
    <message>
        <source>Delete report</source>
        <translation>删除报告</translation>
    </message>
    <message>
        <source>Log of this program</source>
        <translation>本程序的日志</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>消息 日志 log</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Support bundle…</source>
        <translation>支持包…</translation>
    </message>
    <message>
        <source>help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Capture my Spark…</source>
        <translation>采集我的 Spark…</translation>
    </message>
    <message>
        <source>nvidia-smi fixtures</source>
        <translation>nvidia-smi 测试数据 fixtures</translation>
    </message>
    <message>
        <source>Check for updates…</source>
        <translation>检查更新…</translation>
    </message>
    <message>
        <source>version release</source>
        <translation>版本 发布</translation>
    </message>
    <message>
        <source>Look for newer versions</source>
        <translation>查找新版本</translation>
    </message>
    <message>
        <source>Once a day; it tells, and replaces nothing. Who asks is not said.</source>
        <translation>每天一次；仅提示，不替换任何内容。不会透露查询者的身份。</translation>
    </message>
    <message>
        <source>release version check</source>
        <translation>发布 版本 检查</translation>
    </message>
    <message>
        <source>Newer version</source>
        <translation>新版本</translation>
    </message>
    <message>
        <source>Asks the release feed now and shows what is new.</source>
        <translation>立即查询发布源并显示新内容。</translation>
    </message>
    <message>
        <source>Check now…</source>
        <translation>立即检查…</translation>
    </message>
    <message>
        <source>What leaves this computer</source>
        <translation>离开本机的数据</translation>
    </message>
    <message>
        <source>No usage data, no account. It speaks with your nodes, with registries and model hubs when you look something up, and with endpoints and alert targets that you set up.</source>
        <translation>没有使用数据，也无需账户。本程序仅与节点通信；查找内容时与镜像仓库和模型中心通信；另外还会与已设置的端点和警报目标通信。</translation>
    </message>
    <message>
        <source>Nothing by itself</source>
        <translation>不会自动发送</translation>
    </message>
    <message>
        <source>Update check</source>
        <translation>更新检查</translation>
    </message>
    <message>
        <source>telemetry tracking data</source>
        <translation>遥测 跟踪 数据</translation>
    </message>
    <message>
        <source>Made on this computer, redacted, and kept here until you delete them.</source>
        <translation>在本机生成并脱敏，保留在此处直至删除。</translation>
    </message>
    <message>
        <source>Show…</source>
        <translation>显示…</translation>
    </message>
    <message>
        <source>Support bundle</source>
        <translation>支持包</translation>
    </message>
    <message>
        <source>Shows each file, redacted, before it is saved; nothing is sent.</source>
        <translation>保存前显示每个脱敏后的文件；不会发送任何内容。</translation>
    </message>
    <message>
        <source>Look at it…</source>
        <translation>查看…</translation>
    </message>
    <message>
        <source>This build names no release feed.</source>
        <translation>此构建未指定发布源。</translation>
    </message>
    <message>
        <source>Version {version} is there.</source>
        <translation>版本 {version} 已发布。</translation>
    </message>
    <message>
        <source>Look at the report</source>
        <translation>查看报告</translation>
    </message>
    <message>
        <source>The program crashed when it last ran.</source>
        <translation>程序上次运行时崩溃了。</translation>
    </message>
    <message>
        <source>A report is kept on this computer. Nothing was sent.</source>
        <translation>报告保存在本机。未发送任何内容。</translation>
    </message>
    <message>
        <source>What is new</source>
        <translation>新增内容</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Search packages and licences</source>
        <translation>搜索软件包和许可证</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>软件包</translation>
    </message>
    <message numerus="yes">
        <source>%n packages</source>
        <comment>%n package</comment>
        <translation>
            <numerusform>%n 个软件包</numerusform>
        </translation>
    </message>
    <message>
        <source>this program</source>
        <translation>本程序</translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation>打开日志所在文件夹</translation>
    </message>
    <message>
        <source>There is no log file: it could not be written.</source>
        <translation>没有日志文件：无法写入。</translation>
    </message>
    <message>
        <source>Copy this text</source>
        <translation>复制此文本</translation>
    </message>
    <message>
        <source>Save as a zip file…</source>
        <translation>另存为 ZIP 文件…</translation>
    </message>
    <message>
        <source>Zip file (*.zip)</source>
        <translation>ZIP 文件 (*.zip)</translation>
    </message>
    <message numerus="yes">
        <source>Gathering… %n files</source>
        <comment>Gathering… %n file</comment>
        <translation>
            <numerusform>正在收集 %n 个文件…</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. What was read before is listed, redacted.</source>
        <translation>已停止。此前读取的内容已脱敏并列出。</translation>
    </message>
    <message>
        <source>{title} was saved. Nothing was sent.</source>
        <translation>{title}已保存。未发送任何内容。</translation>
    </message>
    <message>
        <source>Nothing had to be taken out. Look through it before you hand it over.</source>
        <translation>无需去除任何内容。提供给他人前请检查。</translation>
    </message>
    <message>
        <source>Taken out: {things}. Look through it before you hand it over.</source>
        <translation>已去除：{things}。提供给他人前请检查。</translation>
    </message>
    <message numerus="yes">
        <source>%n node names</source>
        <comment>%n node name</comment>
        <translation>
            <numerusform>%n 个节点名</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n host names</source>
        <comment>%n host name</comment>
        <translation>
            <numerusform>%n 个主机名</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user names</source>
        <comment>%n user name</comment>
        <translation>
            <numerusform>%n 个用户名</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n addresses</source>
        <comment>%n address</comment>
        <translation>
            <numerusform>%n 个地址</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hardware addresses</source>
        <comment>%n hardware address</comment>
        <translation>
            <numerusform>%n 个硬件地址</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n serial numbers</source>
        <comment>%n serial number</comment>
        <translation>
            <numerusform>%n 个序列号</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ids</source>
        <comment>%n id</comment>
        <translation>
            <numerusform>%n 个 ID</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n keys</source>
        <comment>%n key</comment>
        <translation>
            <numerusform>%n 个密钥</numerusform>
        </translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Nothing was printed.</source>
        <translation>没有输出。</translation>
    </message>
    <message>
        <source>Search keys and what they do</source>
        <translation>搜索按键及其功能</translation>
    </message>
    <message>
        <source>Search shortcuts</source>
        <translation>搜索快捷键</translation>
    </message>
    <message>
        <source>No key does that.</source>
        <translation>没有匹配的按键。</translation>
    </message>
    <message>
        <source>What somebody who helps you has to know. Secrets, serial numbers, addresses and names were taken out. Nothing is sent: it is saved as a file, which you hand over or not. Untick what shall stay here.</source>
        <translation>协助者需要了解的信息。机密信息、序列号、地址和名称已去除。不会发送任何内容：仅保存为文件，是否提供由用户决定。不想包含的项目可取消勾选。</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>Capture my Spark</source>
        <translation>采集我的 Spark</translation>
    </message>
    <message>
        <source>Runs commands on a node that only read (nvidia-smi, /proc, docker info and others) and shows what they print, redacted. As a file it lets others test with what a real box says. Lists of containers and drives are not ticked at first, for they hold names of yours.</source>
        <translation>在节点上运行只读命令（nvidia-smi、/proc、docker info 等），并显示脱敏后的输出。保存为文件后，他人可用真实设备的输出进行测试。容器和驱动器列表含有自定义名称，因此默认不勾选。</translation>
    </message>
    <message>
        <source>Which command printed which file.</source>
        <translation>各文件由哪条命令输出。</translation>
    </message>
    <message>
        <source>No node is connected</source>
        <translation>没有已连接的节点</translation>
    </message>
    <message>
        <source>Reading… {count} of {all}</source>
        <translation>正在读取… {count} / {all}</translation>
    </message>
    <message>
        <source>Open the download page</source>
        <translation>打开下载页面</translation>
    </message>
    <message>
        <source>Skip this version</source>
        <translation>跳过此版本</translation>
    </message>
    <message>
        <source>Looking for a newer version…</source>
        <translation>正在查找新版本…</translation>
    </message>
    <message>
        <source>So it cannot know of newer versions, and asks nobody. What runs is version {version}. Look where you got it.</source>
        <translation>因此无法得知新版本，也不会向任何人查询。当前运行的是版本 {version}。请到获取本程序的地方查看。</translation>
    </message>
    <message>
        <source>Version {version} is there{when}</source>
        <translation>版本 {version} 已发布{when}</translation>
    </message>
    <message>
        <source>What runs is version {version}. Nothing is replaced by itself: install it the way you installed this one.</source>
        <translation>当前运行的是版本 {version}。不会自动替换：请按安装当前版本的方式安装新版本。</translation>
    </message>
    <message>
        <source>{program} is up to date</source>
        <translation>{program} 已是最新</translation>
    </message>
    <message>
        <source>Version {version} is the newest.</source>
        <translation>版本 {version} 是最新版本。</translation>
    </message>
    <message>
        <source>Keys that work everywhere are not available on this system.</source>
        <translation>此系统不支持全局快捷键。</translation>
    </message>
    <message>
        <source>Its own settings can bind one to “{command} ask”.</source>
        <translation>可在系统设置中为“{command} ask”绑定快捷键。</translation>
    </message>
    <message>
        <source>Use Ctrl, Alt or the Super key with a letter, a digit, Space or a function key.</source>
        <translation>请使用 Ctrl、Alt 或 Super 键加字母、数字、空格键或功能键。</translation>
    </message>
    <message>
        <source>“{text}” cannot be used everywhere.</source>
        <translation>“{text}”不能用作全局快捷键。</translation>
    </message>
    <message>
        <source>The desktop&apos;s portal went away.</source>
        <translation>桌面门户已消失。</translation>
    </message>
    <message>
        <source>The desktop gave no key.</source>
        <translation>桌面环境未分配按键。</translation>
    </message>
    <message>
        <source>Its settings list the shortcuts of programs.</source>
        <translation>其设置中列有各程序的快捷键。</translation>
    </message>
    <message>
        <source>You or the desktop</source>
        <translation>用户或桌面环境</translation>
    </message>
    <message>
        <source>The desktop</source>
        <translation>桌面环境</translation>
    </message>
    <message>
        <source>{who} did not agree to a shortcut.</source>
        <translation>{who}未同意使用快捷键。</translation>
    </message>
    <message>
        <source>It can be switched on again.</source>
        <translation>可以重新启用。</translation>
    </message>
    <message>
        <source>This desktop offers no shortcuts to programs.</source>
        <translation>此桌面环境不向程序提供快捷键。</translation>
    </message>
    <message>
        <source>Bind a key to “{command} ask” in the desktop&apos;s own settings.</source>
        <translation>请在桌面环境的设置中为“{command} ask”绑定按键。</translation>
    </message>
    <message>
        <source>Another program has this key.</source>
        <translation>此按键已被其他程序占用。</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>请选择其他按键。</translation>
    </message>
    <message>
        <source>The X server cannot be reached.</source>
        <translation>无法连接 X 服务器。</translation>
    </message>
    <message>
        <source>The libraries of X11 are not there.</source>
        <translation>缺少 X11 库。</translation>
    </message>
    <message>
        <source>This keyboard has no such key.</source>
        <translation>此键盘没有该按键。</translation>
    </message>
    <message>
        <source>The X server refuses this key (error {error}).</source>
        <translation>X 服务器拒绝此按键（错误 {error}）。</translation>
    </message>
    <message>
        <source>Let {name} find your nodes?</source>
        <translation>允许 {name} 找到节点？</translation>
    </message>
    <message>
        <source>{name} reads {file} only. One Include line is added at its top, which points to the aliases that {program} keeps for its nodes (scc-…). Nothing else in the file changes, and removing the line undoes it.</source>
        <translation>{name} 仅读取 {file}。将在其顶部添加一行 Include，指向 {program} 为节点维护的别名（scc-…）。文件其余内容不变，删除该行即可撤销。</translation>
    </message>
    <message>
        <source>Add the line</source>
        <translation>添加该行</translation>
    </message>
    <message>
        <source>A link leads to a node that is not saved here: {name}</source>
        <translation>链接指向未在此保存的节点：{name}</translation>
    </message>
    <message>
        <source>Add it, or call one of your nodes so.</source>
        <translation>请添加该节点，或将某个已有节点改为此名称。</translation>
    </message>
    <message>
        <source>A link leads to a place that this version does not have.</source>
        <translation>链接指向此版本中不存在的位置。</translation>
    </message>
    <message>
        <source>Open a tunnel to port {port} of {node}?</source>
        <translation>打开通往 {node} 端口 {port} 的隧道？</translation>
    </message>
    <message>
        <source>A link asks for it. What listens there can then be reached from this computer, and from no other.</source>
        <translation>链接请求此操作。之后只有本机可以访问该端口上的服务，其他计算机无法访问。</translation>
    </message>
    <message>
        <source>{node} will be connected.</source>
        <translation>将连接 {node}。</translation>
    </message>
    <message>
        <source>Your tunnel “{name}” runs this on {node} first: {command}</source>
        <translation>隧道“{name}”会先在 {node} 上运行：{command}</translation>
    </message>
    <message>
        <source>Do it only if you know where the link comes from.</source>
        <translation>仅在清楚链接来源时继续。</translation>
    </message>
    <message>
        <source>Nothing to report</source>
        <translation>没有消息</translation>
    </message>
    <message>
        <source>Messages of this session are kept here.</source>
        <translation>本次会话的消息保留在此处。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Open alerts</source>
        <translation>打开警报</translation>
    </message>
    <message>
        <source>{alerts} more in Alerts</source>
        <translation>“警报”中还有 {alerts} 条</translation>
    </message>
    <message>
        <source>Without a title</source>
        <translation>无标题</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
    <message>
        <source>Arrow keys choose, Enter runs, Tab shows the next kind, &gt; shows commands.</source>
        <translation>方向键选择，Enter 运行，Tab 切换类别，&gt; 显示命令。</translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <comment>%n entry</comment>
        <translation>
            <numerusform>%n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>{shown} of {entries}</source>
        <translation>{shown} / {entries}</translation>
    </message>
    <message>
        <source>Reading conversations…</source>
        <translation>正在读取对话…</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>next kind</source>
        <translation>下一类</translation>
    </message>
    <message>
        <source>commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Nothing else is called that. Conversations are being read.</source>
        <translation>没有其他匹配项。正在读取对话。</translation>
    </message>
    <message>
        <source>Nothing is called that. Of nodes that are not connected, only the name is known.</source>
        <translation>没有匹配项。未连接的节点仅知名称。</translation>
    </message>
    <message>
        <source>Charts of {node}</source>
        <translation>{node} 的图表</translation>
    </message>
    <message>
        <source>Terminal on {node}</source>
        <translation>{node} 上的终端</translation>
    </message>
    <message>
        <source>Connect to {node}</source>
        <translation>连接 {node}</translation>
    </message>
    <message>
        <source>Disconnect from {node}</source>
        <translation>断开 {node}</translation>
    </message>
    <message>
        <source>Chat with {model}</source>
        <translation>与 {model} 聊天</translation>
    </message>
    <message>
        <source>Open tunnel {tunnel}</source>
        <translation>打开隧道 {tunnel}</translation>
    </message>
    <message>
        <source>Open {tunnel} in the browser</source>
        <translation>在浏览器中打开 {tunnel}</translation>
    </message>
    <message>
        <source>Copy address of {tunnel}</source>
        <translation>复制 {tunnel} 的地址</translation>
    </message>
    <message>
        <source>Close tunnel {tunnel}</source>
        <translation>关闭隧道 {tunnel}</translation>
    </message>
    <message>
        <source>{name} is still running</source>
        <translation>{name} 仍在运行</translation>
    </message>
    <message>
        <source>Use the tray icon to open the window or to quit. Settings can change this.</source>
        <translation>可通过托盘图标打开窗口或退出。可在设置中更改。</translation>
    </message>
    <message>
        <source>This desktop shows no tray, so the window opened.</source>
        <translation>此桌面环境不显示托盘，因此打开了窗口。</translation>
    </message>
    <message>
        <source>On GNOME the AppIndicator extension adds one.</source>
        <translation>在 GNOME 上，AppIndicator 扩展可添加托盘。</translation>
    </message>
    <message>
        <source>{host} port {port}</source>
        <translation>{host} 端口 {port}</translation>
    </message>
    <message>
        <source>Is this your machine {name}?</source>
        <translation>这是名为 {name} 的机器吗？</translation>
    </message>
    <message>
        <source>This is the first contact with {where}. It shows this key:</source>
        <translation>这是首次连接 {where}。其出示的密钥为：</translation>
    </message>
    <message>
        <source>Trust and connect</source>
        <translation>信任并连接</translation>
    </message>
    <message>
        <source>Do not connect</source>
        <translation>不连接</translation>
    </message>
    <message>
        <source>Fingerprint {fingerprint}</source>
        <translation>指纹 {fingerprint}</translation>
    </message>
    <message>
        <source>Copy the fingerprint</source>
        <translation>复制指纹</translation>
    </message>
    <message>
        <source>Mind: {note}.</source>
        <translation>注意：{note}。</translation>
    </message>
    <message>
        <source>Compare it with what the machine itself says. On its own screen, run:</source>
        <translation>请与机器自身的信息核对。在其自己的屏幕上运行：</translation>
    </message>
    <message>
        <source>SHA256:…</source>
        <translation>SHA256:…</translation>
    </message>
    <message>
        <source>Paste what it printed to compare (optional)</source>
        <translation>粘贴其输出以核对（可选）</translation>
    </message>
    <message>
        <source>They are the same: this is your machine.</source>
        <translation>两者一致：机器无误。</translation>
    </message>
    <message>
        <source>They differ. Do not connect unless you copied another key&apos;s line.</source>
        <translation>两者不一致。除非复制的是另一密钥的那一行，否则请勿连接。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>That was not accepted. Please try again.</source>
        <translation>未被接受。请重试。</translation>
    </message>
    <message>
        <source>Remember in {keyring}</source>
        <translation>保存到{keyring}</translation>
    </message>
    <message>
        <source>the system keyring</source>
        <translation>系统密钥环</translation>
    </message>
    <message>
        <source>Used once and not kept.</source>
        <translation>仅使用一次，不保留。</translation>
    </message>
    <message>
        <source>Otherwise it is kept in memory until you quit.</source>
        <translation>否则仅保留在内存中，直到退出。</translation>
    </message>
    <message>
        <source>Kept until you quit: this system has no usable keyring ({reason}).</source>
        <translation>保留到退出为止：此系统没有可用的密钥环（{reason}）。</translation>
    </message>
    <message>
        <source>Unlock your key for {name}</source>
        <translation>解锁 {name} 的密钥</translation>
    </message>
    <message>
        <source>Password for {target}</source>
        <translation>{target} 的密码</translation>
    </message>
    <message>
        <source>{target} asks</source>
        <translation>{target} 的询问</translation>
    </message>
    <message>
        <source>No key of yours was accepted, so the machine asks for your password.</source>
        <translation>没有密钥被接受，因此机器要求输入密码。</translation>
    </message>
    <message>
        <source>The private key is encrypted. Its passphrase stays on this computer.</source>
        <translation>私钥已加密。其口令短语只保留在本机。</translation>
    </message>
    <message>
        <source>{name} waits for you</source>
        <translation>{name} 正在等待答复</translation>
    </message>
    <message>
        <source>Open the window to answer.</source>
        <translation>打开窗口以答复。</translation>
    </message>
    <message>
        <source>Fleet</source>
        <translation>机群</translation>
    </message>
    <message>
        <source>, memory {why}</source>
        <translation>，内存：{why}</translation>
    </message>
    <message>
        <source>Node: {name}</source>
        <translation>节点：{name}</translation>
    </message>
    <message>
        <source>{reason}. Choose another node.</source>
        <translation>{reason}。选择其他节点。</translation>
    </message>
    <message>
        <source>The window did not answer in time.</source>
        <translation>窗口未及时响应。</translation>
    </message>
    <message>
        <source>The window does not know “{command}”; it may be an older version.</source>
        <translation>窗口无法识别“{command}”；可能是旧版本。</translation>
    </message>
    <message>
        <source>{reason} It is tried again by itself.</source>
        <translation>{reason}将自动重试。</translation>
    </message>
    <message>
        <source>was lost.</source>
        <translation>失去连接。</translation>
    </message>
    <message>
        <source>is back after {gone}.</source>
        <translation>在 {gone} 后恢复连接。</translation>
    </message>
    <message>
        <source>needs your attention.</source>
        <translation>需要处理。</translation>
    </message>
    <message>
        <source>This desktop shows no tray, so closing the window quits. On GNOME the AppIndicator extension adds one.</source>
        <translation>此桌面环境不显示托盘，因此关闭窗口会退出程序。在 GNOME 上，AppIndicator 扩展可添加托盘。</translation>
    </message>
    <message>
        <source>Start at log-in</source>
        <translation>登录时启动</translation>
    </message>
    <message>
        <source>The program begins with your desktop, so that nodes are watched from then on.</source>
        <translation>程序随桌面启动，从那时起即监视节点。</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>With its window</source>
        <translation>显示窗口</translation>
    </message>
    <message>
        <source>In the tray</source>
        <translation>在托盘中</translation>
    </message>
    <message>
        <source>autostart boot launch hidden background</source>
        <translation>自动启动 开机 启动 隐藏 后台</translation>
    </message>
    <message>
        <source>Keep running in the tray when the window is closed</source>
        <translation>关闭窗口后继续在托盘中运行</translation>
    </message>
    <message>
        <source>Sessions stay open and the icon shows how the nodes are.</source>
        <translation>会话保持打开，图标显示节点状态。</translation>
    </message>
    <message>
        <source>quit background close button</source>
        <translation>退出 后台 关闭 按钮</translation>
    </message>
    <message>
        <source>This desktop shows no tray: the window opens.</source>
        <translation>此桌面环境不显示托盘：将打开窗口。</translation>
    </message>
    <message>
        <source>Round trip of the last heartbeat</source>
        <translation>上次心跳的往返时间</translation>
    </message>
    <message>
        <source>Tunnels: {text}</source>
        <translation>隧道：{text}</translation>
    </message>
    <message>
        <source>Show the tunnels of this node</source>
        <translation>显示此节点的隧道</translation>
    </message>
    <message>
        <source>{text}, the worst: {word}</source>
        <translation>{text}，最严重：{word}</translation>
    </message>
    <message>
        <source>Show what wants attention</source>
        <translation>显示需要关注的内容</translation>
    </message>
    <message>
        <source>How often this node is read, and by what</source>
        <translation>此节点的读取频率和方式</translation>
    </message>
    <message>
        <source>No samples</source>
        <translation>无采样</translation>
    </message>
    <message>
        <source>This node has sent no reading for a while</source>
        <translation>此节点已有一段时间未发送读数</translation>
    </message>
    <message>
        <source>This computer is connected</source>
        <translation>本机已连接</translation>
    </message>
    <message>
        <source>This computer is not connected</source>
        <translation>本机未连接</translation>
    </message>
    <message>
        <source>SSH connected · {address}</source>
        <translation>SSH 已连接 · {address}</translation>
    </message>
    <message>
        <source>SSH connected</source>
        <translation>SSH 已连接</translation>
    </message>
    <message>
        <source>See traceback</source>
        <translation>查看 traceback</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message numerus="yes">
        <source>%n new alerts</source>
        <comment>%n new alert</comment>
        <translation>
            <numerusform>%n 条新警报</numerusform>
        </translation>
    </message>
    <message>
        <source>{unread} new</source>
        <translation>{unread} 条新消息</translation>
    </message>
    <message>
        <source>Open window</source>
        <translation>打开窗口</translation>
    </message>
    <message>
        <source>Ask…</source>
        <translation>提问…</translation>
    </message>
    <message>
        <source>And {count_words} more</source>
        <translation>还有 {count_words}</translation>
    </message>
    <message>
        <source>Open terminal</source>
        <translation>打开终端</translation>
    </message>
    <message>
        <source>{specs} more in the window</source>
        <translation>窗口中还有 {specs} 个</translation>
    </message>
    <message>
        <source>{state} on {port}</source>
        <translation>{state}，端口 {port}</translation>
    </message>
    <message>
        <source>Some settings were not used.</source>
        <translation>部分设置未被采用。</translation>
    </message>
    <message>
        <source>This desktop asks for it.</source>
        <translation>桌面环境要求如此。</translation>
    </message>
    <message>
        <source>System follows the desktop, live, also in its contrast.</source>
        <translation>“系统”会实时跟随桌面，包括对比度。</translation>
    </message>
    <message>
        <source>dark light colours mode</source>
        <translation>深色 浅色 颜色 模式</translation>
    </message>
    <message>
        <source>More contrast</source>
        <translation>增强对比度</translation>
    </message>
    <message>
        <source>Stronger lines and texts; always where the desktop asks for them.</source>
        <translation>加强线条和文字；桌面环境要求时始终启用。</translation>
    </message>
    <message>
        <source>accessibility high contrast vision</source>
        <translation>无障碍 高对比度 视力</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>减少动态效果</translation>
    </message>
    <message>
        <source>Carets do not blink, live charts move once a second at most.</source>
        <translation>光标不闪烁，实时图表每秒最多移动一次。</translation>
    </message>
    <message>
        <source>accessibility reduced motion animation blink</source>
        <translation>无障碍 减少动态效果 动画 闪烁</translation>
    </message>
    <message>
        <source>Ask from anywhere</source>
        <translation>随处提问</translation>
    </message>
    <message>
        <source>Brings up a small window for a question, whichever program is in front.</source>
        <translation>无论前台是哪个程序，都可打开小窗口提问。</translation>
    </message>
    <message>
        <source>global hotkey prompt chat</source>
        <translation>全局 快捷键 提问 聊天</translation>
    </message>
    <message>
        <source>All shortcuts</source>
        <translation>所有快捷键</translation>
    </message>
    <message>
        <source>What the keys do in the window and in each pane.</source>
        <translation>按键在窗口及各面板中的功能。</translation>
    </message>
    <message>
        <source>Show the list</source>
        <translation>显示列表</translation>
    </message>
    <message>
        <source>keys keyboard cheat sheet</source>
        <translation>按键 键盘 速查表</translation>
    </message>
    <message>
        <source>There is no prompt here.</source>
        <translation>此处没有快速提问。</translation>
    </message>
    <message>
        <source>Off. A shortcut of the desktop&apos;s own can run “{command}” instead.</source>
        <translation>已关闭。也可用桌面环境自身的快捷键运行“{command}”。</translation>
    </message>
    <message>
        <source>The desktop is asked for it…</source>
        <translation>正在向桌面环境请求…</translation>
    </message>
    <message>
        <source>It works in all programs.</source>
        <translation>它在所有程序中都有效。</translation>
    </message>
    <message>
        <source>
More alerts follow than are sent here for a while: look at the program.</source>
        <translation>
暂时还有更多警报未发送到此处：请在程序中查看。</translation>
    </message>
    <message>
        <source>The address is kept for this run only.</source>
        <translation>该地址仅在本次运行期间保留。</translation>
    </message>
    <message>
        <source>“{label}” could not be told of an alert.</source>
        <translation>无法将警报通知到“{label}”。</translation>
    </message>
    <message>
        <source>{name_of}: over – {title}</source>
        <translation>{name_of}：已结束 – {title}</translation>
    </message>
    <message>
        <source>{found} machines: {title}</source>
        <translation>{found} 台机器：{title}</translation>
    </message>
    <message>
        <source>Show alerts</source>
        <translation>显示警报</translation>
    </message>
    <message>
        <source>{name}: {alerts} alerts</source>
        <translation>{name}：{alerts} 个警报</translation>
    </message>
    <message>
        <source>It comes and goes and is not told again for a while. {hint}</source>
        <translation>该警报反复出现，暂时不再通知。{hint}</translation>
    </message>
    <message>
        <source>Not all alerts of the last run are known.</source>
        <translation>上次运行的警报并非全部可知。</translation>
    </message>
    <message>
        <source>A picture of this conversation is lost.</source>
        <translation>此对话中的一张图片已丢失。</translation>
    </message>
    <message>
        <source>Delete the message that shows it, or go on from before it.</source>
        <translation>请删除含有该图片的消息，或从其之前继续。</translation>
    </message>
    <message>
        <source>Memory guard: {what}</source>
        <translation>内存守护：{what}</translation>
    </message>
    <message>
        <source>It is being stopped.</source>
        <translation>正在停止。</translation>
    </message>
    <message>
        <source>Its key is still in the keyring.</source>
        <translation>其密钥仍在密钥环中。</translation>
    </message>
    <message>
        <source>Its machine was removed.</source>
        <translation>其机器已被移除。</translation>
    </message>
    <message>
        <source>Add it again, or remove the endpoint.</source>
        <translation>请重新添加，或移除该端点。</translation>
    </message>
    <message>
        <source>“{title}” is in the trash.</source>
        <translation>“{title}”已移到回收站。</translation>
    </message>
    <message>
        <source>A conversation</source>
        <translation>一个对话</translation>
    </message>
    <message>
        <source>{conversations} conversations are in the trash.</source>
        <translation>{conversations} 个对话已移到回收站。</translation>
    </message>
    <message>
        <source>1 change</source>
        <translation>1 项更改</translation>
    </message>
    <message>
        <source>{waiting} changes</source>
        <translation>{waiting} 项更改</translation>
    </message>
    <message>
        <source>{some} of conversations could not be kept: {message}</source>
        <translation>对话的 {some}未能保存：{message}</translation>
    </message>
    <message>
        <source>started</source>
        <translation>已启动</translation>
    </message>
    <message>
        <source>restarted</source>
        <translation>已重启</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>unpaused</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>killed</source>
        <translation>已强制终止</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>已重命名</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>{name} was not {done}.</source>
        <translation>{name} 未能变为“{done}”。</translation>
    </message>
    <message>
        <source>Nothing was changed: {hint}</source>
        <translation>未作任何更改：{hint}</translation>
    </message>
    <message>
        <source>The answer in “{title}” is on its way; what came of it by now is kept.</source>
        <translation>“{title}”中的回答仍在生成；已生成的部分会保留。</translation>
    </message>
    <message>
        <source>The search ended.</source>
        <translation>搜索已结束。</translation>
    </message>
    <message>
        <source>Search again, or enter the address.</source>
        <translation>请重新搜索，或输入地址。</translation>
    </message>
    <message>
        <source>The endpoint that makes the vectors, {endpoint}, is not there.</source>
        <translation>生成向量的端点 {endpoint} 不存在。</translation>
    </message>
    <message>
        <source>Connect its node, or choose another embedding model.</source>
        <translation>请连接其节点，或选择其他嵌入模型。</translation>
    </message>
    <message>
        <source>“{name}” is not indexed completely.</source>
        <translation>“{name}”未完全建立索引。</translation>
    </message>
    <message>
        <source>{paths}: empty, or cannot be reached. What is known of it stays.</source>
        <translation>{paths}：为空或无法访问。已知内容会保留。</translation>
    </message>
    <message>
        <source>Words find everything, meaning does not yet: {error}</source>
        <translation>按词可搜索全部内容，按语义尚不可：{error}</translation>
    </message>
    <message>
        <source>The machine could not be told: one that was on watch there when the connection was lost ends by itself, 5 minutes after that at the latest.</source>
        <translation>无法通知机器：若连接中断时该处有守护在运行，它最迟会在 5 分钟后自行结束。</translation>
    </message>
    <message>
        <source>Connect it to see what is there.</source>
        <translation>请连接以查看其中内容。</translation>
    </message>
    <message>
        <source>Show what happened</source>
        <translation>显示发生了什么</translation>
    </message>
    <message>
        <source>{name} came back restarted</source>
        <translation>{name} 重启后恢复连接</translation>
    </message>
    <message>
        <source>The minutes before are kept.</source>
        <translation>之前几分钟的数据已保留。</translation>
    </message>
    <message>
        <source>a machine that is not saved any more</source>
        <translation>一台不再保存的机器</translation>
    </message>
    <message>
        <source>The history of {name} was deleted</source>
        <translation>已删除 {name} 的历史</translation>
    </message>
    <message>
        <source>The history of {name} could not be deleted yet</source>
        <translation>尚无法删除 {name} 的历史</translation>
    </message>
    <message>
        <source>It is deleted as soon as the history can be written.</source>
        <translation>一旦历史可以写入，就会删除。</translation>
    </message>
    <message>
        <source>The message was deleted.</source>
        <translation>消息已删除。</translation>
    </message>
    <message>
        <source>The history is not open.</source>
        <translation>历史未打开。</translation>
    </message>
    <message>
        <source>This program was not running or not connected.</source>
        <translation>本程序未运行或未连接。</translation>
    </message>
    <message>
        <source>no samples</source>
        <translation>无采样</translation>
    </message>
    <message>
        <source>It goes on when this program is opened again.</source>
        <translation>重新打开本程序后会继续。</translation>
    </message>
    <message>
        <source>What was made for it on the node is taken away again; layers of the image stay.</source>
        <translation>为此在节点上创建的内容会被移除；镜像层会保留。</translation>
    </message>
    <message>
        <source>{title} was stopped.</source>
        <translation>{title} 已停止。</translation>
    </message>
    <message>
        <source>Stopping {title}</source>
        <translation>停止 {title}</translation>
    </message>
    <message>
        <source>{title} starts again.</source>
        <translation>{title} 正在重新启动。</translation>
    </message>
    <message>
        <source>Restarting {title}</source>
        <translation>重启 {title}</translation>
    </message>
    <message>
        <source>It was disconnected here.</source>
        <translation>已在此处断开。</translation>
    </message>
    <message>
        <source>The source ended.</source>
        <translation>来源已结束。</translation>
    </message>
    <message>
        <source>The node was removed.</source>
        <translation>节点已移除。</translation>
    </message>
    <message>
        <source>The node&apos;s address was changed.</source>
        <translation>节点的地址已更改。</translation>
    </message>
    <message>
        <source>The password of the DGX Dashboard is not where it was wished</source>
        <translation>DGX Dashboard 的密码未保存到所选位置</translation>
    </message>
    <message>
        <source>The history of {name} was not filled from its Prometheus</source>
        <translation>未能从其 Prometheus 补全 {name} 的历史</translation>
    </message>
    <message>
        <source>Connect it first.</source>
        <translation>请先连接。</translation>
    </message>
    <message>
        <source>{name} could not be saved: {reason}.</source>
        <translation>无法保存 {name}：{reason}。</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>请选择其他位置。</translation>
    </message>
    <message>
        <source>The report could not be deleted: {reason}.</source>
        <translation>无法删除报告：{reason}。</translation>
    </message>
    <message>
        <source>The keyring does not keep its token ({why}): it is known for this run only.</source>
        <translation>密钥环未保存其令牌（{why}）：仅在本次运行期间有效。</translation>
    </message>
    <message>
        <source>Find in this terminal</source>
        <translation>在此终端中查找</translation>
    </message>
    <message>
        <source>Older (Return)</source>
        <translation>更早 (Enter)</translation>
    </message>
    <message>
        <source>Newer (Shift+Return)</source>
        <translation>更新 (Shift+Enter)</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>{at} of {total}{more}</source>
        <translation>{at} / {total}{more}</translation>
    </message>
    <message>
        <source>Connect it, then start the shell.</source>
        <translation>请先连接，再启动 Shell。</translation>
    </message>
    <message>
        <source>Opening {name} …</source>
        <translation>正在打开 {name} …</translation>
    </message>
    <message>
        <source>{name}: {what} is hung up and may lose its work.</source>
        <translation>{name}：{what}会被中断，工作可能丢失。</translation>
    </message>
    <message>
        <source>Paste and run this?</source>
        <translation>粘贴并运行此内容？</translation>
    </message>
    <message>
        <source>Paste {lines} lines?</source>
        <translation>粘贴 {lines} 行？</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>The shell ended.</source>
        <translation>Shell 已结束。</translation>
    </message>
    <message>
        <source>The shell ended with status {status}.</source>
        <translation>Shell 已结束，状态为 {status}。</translation>
    </message>
    <message>
        <source>… and {lines} more</source>
        <translation>… 还有 {lines} 行</translation>
    </message>
    <message>
        <source>The program here does not tell pasted text from typed text: every line is run at once.</source>
        <translation>此处的程序不区分粘贴与键入的文本：每一行都会立即运行。</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Copy the selection</source>
        <translation>复制所选内容</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Hide what it thought</source>
        <translation>隐藏思考过程</translation>
    </message>
    <message>
        <source>Show what it thought</source>
        <translation>显示思考过程</translation>
    </message>
    <message>
        <source>Source {number}</source>
        <translation>来源 {number}</translation>
    </message>
    <message>
        <source>Message above</source>
        <translation>上一条消息</translation>
    </message>
    <message>
        <source>Message below</source>
        <translation>下一条消息</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>New conversation from here</source>
        <translation>从此处新建对话</translation>
    </message>
    <message>
        <source>What was found in the documents</source>
        <translation>文档中的搜索结果</translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation>上一版本</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一版本</translation>
    </message>
    <message>
        <source>Thought</source>
        <translation>思考过程</translation>
    </message>
    <message>
        <source>{text} … {count} more characters</source>
        <translation>{text} … 还有 {count} 个字符</translation>
    </message>
    <message>
        <source>Asks for {name}; nothing is run</source>
        <translation>请求 {name}；不会运行任何内容</translation>
    </message>
    <message>
        <source>Copy the code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>{hidden} more columns have no room here: copy the message for all of it</source>
        <translation>另有 {hidden} 列无法在此显示：复制消息可获取全部内容</translation>
    </message>
    <message>
        <source>Jump to the end</source>
        <translation>跳到末尾</translation>
    </message>
    <message>
        <source>message {at} of {found}</source>
        <translation>消息 {at} / {found}</translation>
    </message>
    <message>
        <source>it printed nothing</source>
        <translation>没有输出</translation>
    </message>
    <message>
        <source>Install it or check PATH.</source>
        <translation>请安装，或检查 PATH。</translation>
    </message>
    <message>
        <source>{program} ended with status {exit_status}: {last_line}</source>
        <translation>{program} 以状态 {exit_status} 结束：{last_line}</translation>
    </message>
    <message>
        <source>It was disconnected.</source>
        <translation>连接已断开。</translation>
    </message>
    <message>
        <source>The connection was lost: {reasons}.</source>
        <translation>连接已丢失：{reasons}。</translation>
    </message>
    <message>
        <source>It was closed.</source>
        <translation>连接已关闭。</translation>
    </message>
    <message>
        <source>The server closes it right after login; its log may say why.</source>
        <translation>服务器在登录后立即关闭连接；其日志可能说明原因。</translation>
    </message>
    <message>
        <source>This session is closed.</source>
        <translation>此会话已关闭。</translation>
    </message>
    <message>
        <source>The command did not end in time.</source>
        <translation>命令未及时结束。</translation>
    </message>
    <message>
        <source>{argv} is not installed here.</source>
        <translation>本机未安装 {argv}。</translation>
    </message>
    <message>
        <source>A shell of this computer cannot be shown here on Windows.</source>
        <translation>在 Windows 上无法在此显示本机的 Shell。</translation>
    </message>
    <message>
        <source>Open the system&apos;s terminal instead.</source>
        <translation>请改为打开系统终端。</translation>
    </message>
    <message>
        <source>This system has no UNIX sockets.</source>
        <translation>此系统没有 UNIX 套接字。</translation>
    </message>
    <message>
        <source>The session was closed.</source>
        <translation>会话已关闭。</translation>
    </message>
    <message>
        <source>The command no longer reads what it is sent.</source>
        <translation>命令不再读取发送给它的内容。</translation>
    </message>
    <message>
        <source>{path} is larger than {max_bytes} KiB.</source>
        <translation>{path} 超过 {max_bytes} KiB。</translation>
    </message>
    <message>
        <source>There is no command to run, or it has a NUL byte in it.</source>
        <translation>没有要运行的命令，或命令中含有 NUL 字节。</translation>
    </message>
    <message>
        <source>{program} printed more than {limit} KiB.</source>
        <translation>{program} 的输出超过 {limit} KiB。</translation>
    </message>
    <message>
        <source>A line longer than {max_line} KiB came, so reading was stopped.</source>
        <translation>有一行超过 {max_line} KiB，因此已停止读取。</translation>
    </message>
    <message>
        <source>What runs there prints something else than expected.</source>
        <translation>该处运行的程序输出与预期不符。</translation>
    </message>
    <message>
        <source>it refused to sign</source>
        <translation>拒绝签名</translation>
    </message>
    <message>
        <source>it is gone</source>
        <translation>已消失</translation>
    </message>
    <message>
        <source>{used} (accepted)</source>
        <translation>{used}（已接受）</translation>
    </message>
    <message>
        <source>no authentication needed</source>
        <translation>无需身份验证</translation>
    </message>
    <message>
        <source>key {label}</source>
        <translation>密钥 {label}</translation>
    </message>
    <message>
        <source>{comment} (agent)</source>
        <translation>{comment}（代理）</translation>
    </message>
    <message>
        <source>key {label}: {error}</source>
        <translation>密钥 {label}：{error}</translation>
    </message>
    <message>
        <source>the agent ({error})</source>
        <translation>代理（{error}）</translation>
    </message>
    <message>
        <source>key {name} (needs its passphrase: choose it as the key)</source>
        <translation>密钥 {name}（需要口令短语：请将其选为密钥）</translation>
    </message>
    <message>
        <source>Passphrase of {name}</source>
        <translation>{name} 的口令短语</translation>
    </message>
    <message>
        <source>key {name} (no passphrase given)</source>
        <translation>密钥 {name}（未提供口令短语）</translation>
    </message>
    <message>
        <source>The passphrase of {name} was wrong {count} times.</source>
        <translation>{name} 的口令短语已错误 {count} 次。</translation>
    </message>
    <message>
        <source>Try to connect again.</source>
        <translation>请重新连接。</translation>
    </message>
    <message>
        <source>keyboard-interactive (not accepted)</source>
        <translation>keyboard-interactive（未被接受）</translation>
    </message>
    <message>
        <source>Password of {user}</source>
        <translation>{user} 的密码</translation>
    </message>
    <message>
        <source>password (not accepted)</source>
        <translation>密码（未被接受）</translation>
    </message>
    <message>
        <source>kept until you quit (the keyring: {problem})</source>
        <translation>保留至退出（密钥环：{problem}）</translation>
    </message>
    <message>
        <source>{address} fell silent during log-in.</source>
        <translation>{address} 在登录过程中不再响应。</translation>
    </message>
    <message>
        <source>The machine may be overloaded or asleep.</source>
        <translation>机器可能过载或处于睡眠状态。</translation>
    </message>
    <message>
        <source>{target} closed the connection after {tried} ({farewell}).</source>
        <translation>{target} 在以下尝试后关闭了连接：{tried}（{farewell}）。</translation>
    </message>
    <message>
        <source>It may limit how often one may try. Choose the right key, then connect again.</source>
        <translation>服务器可能限制尝试次数。请选择正确的密钥，然后重新连接。</translation>
    </message>
    <message>
        <source>{address} closed the connection during log-in.</source>
        <translation>{address} 在登录过程中关闭了连接。</translation>
    </message>
    <message>
        <source>It waits two minutes for an answer by default; connect again.</source>
        <translation>默认等待回答两分钟；请重新连接。</translation>
    </message>
    <message>
        <source>nothing we know</source>
        <translation>没有已知的方式</translation>
    </message>
    <message>
        <source>nothing, no key is at hand</source>
        <translation>无，没有可用的密钥</translation>
    </message>
    <message>
        <source>{tried} (no more than {shown} keys: servers count them)</source>
        <translation>{tried}（最多 {shown} 个密钥：服务器会计数）</translation>
    </message>
    <message>
        <source>It accepts: {allowed}. Tried: {tried}.</source>
        <translation>接受：{allowed}。已尝试：{tried}。</translation>
    </message>
    <message>
        <source>Its question was not answered.</source>
        <translation>其提问未得到回答。</translation>
    </message>
    <message>
        <source>Check the user name and choose the right key.</source>
        <translation>请检查用户名并选择正确的密钥。</translation>
    </message>
    <message>
        <source>{advice}, or connect again and enter the password.</source>
        <translation>{advice}，或重新连接并输入密码。</translation>
    </message>
    <message>
        <source>{address} did not let {user} in.</source>
        <translation>{address} 未允许 {user} 登录。</translation>
    </message>
    <message>
        <source>The server refuses to run commands.</source>
        <translation>服务器拒绝运行命令。</translation>
    </message>
    <message>
        <source>The server gives this login no terminal.</source>
        <translation>服务器不为此登录提供终端。</translation>
    </message>
    <message>
        <source>The server refuses to start a shell.</source>
        <translation>服务器拒绝启动 Shell。</translation>
    </message>
    <message>
        <source>The connection was lost.</source>
        <translation>连接已丢失。</translation>
    </message>
    <message>
        <source>It sent more than it may</source>
        <translation>发送的数据超出限制</translation>
    </message>
    <message>
        <source>The server did not start the command within {timeout} s.</source>
        <translation>服务器未在 {timeout} s 内启动命令。</translation>
    </message>
    <message>
        <source>This login may be limited to other uses (ForceCommand, no shell).</source>
        <translation>此登录可能仅限于其他用途（ForceCommand、无 Shell）。</translation>
    </message>
    <message>
        <source>The other side does not read what it is sent.</source>
        <translation>对方未读取发送给它的内容。</translation>
    </message>
    <message>
        <source>no answer for {seconds} s</source>
        <translation>{seconds} s 无响应</translation>
    </message>
    <message>
        <source>Jump host {address}: {message}</source>
        <translation>跳板机 {address}：{message}</translation>
    </message>
    <message>
        <source>it does not lead to {host} port {port}: {reason}</source>
        <translation>无法通往 {host} 端口 {port}：{reason}</translation>
    </message>
    <message>
        <source>Check the address as the jump host sees it, and that it allows TCP forwarding.</source>
        <translation>请从跳板机的角度检查地址，并确认其允许 TCP 转发。</translation>
    </message>
    <message>
        <source>it did not connect to {host} port {port} in time.</source>
        <translation>未能及时连接 {host} 端口 {port}。</translation>
    </message>
    <message>
        <source>The machine behind it may be off or asleep.</source>
        <translation>其后的机器可能已关机或处于睡眠状态。</translation>
    </message>
    <message>
        <source>{name} is not a private key that can be used.</source>
        <translation>{name} 不是可用的私钥。</translation>
    </message>
    <message>
        <source>{name} is not a certificate of {key}.</source>
        <translation>{name} 不是 {key} 的证书。</translation>
    </message>
    <message>
        <source>The greeting has no end</source>
        <translation>问候信息没有结束</translation>
    </message>
    <message>
        <source>Invalid packet length</source>
        <translation>数据包长度无效</translation>
    </message>
    <message>
        <source>Invalid padding</source>
        <translation>填充无效</translation>
    </message>
    <message>
        <source>Remote transport is ignoring rekey requests</source>
        <translation>对方忽略密钥更新请求</translation>
    </message>
    <message>
        <source>{address} port {port} cannot be reached: {error}.</source>
        <translation>无法连接 {address} 端口 {port}：{error}。</translation>
    </message>
    <message>
        <source>No SSH server answers on {address} port {port}.</source>
        <translation>{address} 端口 {port} 上没有 SSH 服务器响应。</translation>
    </message>
    <message>
        <source>Check the spelling and that the machine is on; an IP address works without names.</source>
        <translation>请检查拼写及机器是否已开机；使用 IP 地址则无需名称。</translation>
    </message>
    <message>
        <source>The machine may be off, still starting (3 to 4 minutes after first boot), or on a network that blocks mDNS; its IP address works without it.</source>
        <translation>机器可能已关机、仍在启动（首次启动需 3 到 4 分钟），或所在网络屏蔽了 mDNS；使用其 IP 地址则无需 mDNS。</translation>
    </message>
    <message>
        <source>The name {host} was not resolved within 10 s.</source>
        <translation>未在 10 s 内解析名称 {host}。</translation>
    </message>
    <message>
        <source>The name {host} is not known.</source>
        <translation>未知的名称 {host}。</translation>
    </message>
    <message>
        <source>{where} refuses the connection.</source>
        <translation>{where} 拒绝连接。</translation>
    </message>
    <message>
        <source>The machine is on, but no SSH server listens on that port.</source>
        <translation>机器已开机，但该端口上没有 SSH 服务器。</translation>
    </message>
    <message>
        <source>{where} does not answer.</source>
        <translation>{where} 无响应。</translation>
    </message>
    <message>
        <source>The machine may be off or asleep, or a firewall drops it.</source>
        <translation>机器可能已关机或处于睡眠状态，或被防火墙丢弃。</translation>
    </message>
    <message>
        <source>There is no route to {where}.</source>
        <translation>没有通往 {where} 的路由。</translation>
    </message>
    <message>
        <source>Check that both are on the same network or VPN.</source>
        <translation>请检查两者是否在同一网络或 VPN 中。</translation>
    </message>
    <message>
        <source>{where} cannot be reached: {error}.</source>
        <translation>无法连接 {where}：{error}。</translation>
    </message>
    <message>
        <source>{host} offers only encryption that is no longer safe.</source>
        <translation>{host} 仅提供不再安全的加密方式。</translation>
    </message>
    <message>
        <source>Update its SSH server. ({error})</source>
        <translation>请更新其 SSH 服务器。（{error}）</translation>
    </message>
    <message>
        <source>{host} takes no more logins just now.</source>
        <translation>{host} 目前不再接受登录。</translation>
    </message>
    <message>
        <source>Its SSH server says “{greeting}”: too many try to log in at once, or failed before.</source>
        <translation>其 SSH 服务器提示“{greeting}”：同时登录过多，或之前多次失败。</translation>
    </message>
    <message>
        <source>What answers on {host} port {port} is not an SSH server.</source>
        <translation>在 {host} 端口 {port} 上响应的不是 SSH 服务器。</translation>
    </message>
    <message>
        <source>Check the port; SSH usually listens on 22.</source>
        <translation>请检查端口；SSH 通常使用 22。</translation>
    </message>
    <message>
        <source>{host} port {port} accepts connections but does not answer.</source>
        <translation>{host} 端口 {port} 接受连接，但无响应。</translation>
    </message>
    <message>
        <source>The machine may be overloaded, or what listens there is not an SSH server (usually 22).</source>
        <translation>机器可能过载，或在该处监听的不是 SSH 服务器（通常为 22）。</translation>
    </message>
    <message>
        <source>{host} port {port} closed the connection at once.</source>
        <translation>{host} 端口 {port} 立即关闭了连接。</translation>
    </message>
    <message>
        <source>Its SSH server may be starting, overloaded, or refusing this computer.</source>
        <translation>其 SSH 服务器可能正在启动、过载或拒绝本机。</translation>
    </message>
    <message>
        <source>another route was faster</source>
        <translation>另一路径更快</translation>
    </message>
    <message>
        <source>{address} port {port}</source>
        <translation>{address} 端口 {port}</translation>
    </message>
    <message>
        <source>via {address}: </source>
        <translation>经由 {address}：</translation>
    </message>
    <message>
        <source>{via}{address} port {port}</source>
        <translation>{via}{address} 端口 {port}</translation>
    </message>
    <message>
        <source>No route works. {told}</source>
        <translation>没有可用的路径。{told}</translation>
    </message>
    <message>
        <source>The server offers no file transfer (SFTP).</source>
        <translation>服务器不提供文件传输（SFTP）。</translation>
    </message>
    <message>
        <source>Enable the sftp subsystem in its sshd_config.</source>
        <translation>请在其 sshd_config 中启用 sftp 子系统。</translation>
    </message>
    <message>
        <source>The server allows few sessions at once; raise MaxSessions in its sshd_config.</source>
        <translation>服务器允许的并发会话很少；请在其 sshd_config 中调高 MaxSessions。</translation>
    </message>
    <message>
        <source>the other side closed it{detail}</source>
        <translation>对方已关闭连接{detail}</translation>
    </message>
    <message>
        <source>{path}: the server did not answer in time.</source>
        <translation>{path}：服务器未及时响应。</translation>
    </message>
    <message>
        <source>{path} does not exist there.</source>
        <translation>该处不存在 {path}。</translation>
    </message>
    <message>
        <source>No permission for {path}.</source>
        <translation>没有访问 {path} 的权限。</translation>
    </message>
    <message>
        <source>the server forbids it</source>
        <translation>服务器禁止此操作</translation>
    </message>
    <message>
        <source>the server does not know this kind of channel</source>
        <translation>服务器不支持此类通道</translation>
    </message>
    <message>
        <source>the server has no channel left</source>
        <translation>服务器已无可用通道</translation>
    </message>
    <message>
        <source>It asks too many questions at once</source>
        <translation>一次提问过多</translation>
    </message>
    <message>
        <source>No existing session</source>
        <translation>没有现有会话</translation>
    </message>
    <message>
        <source>It sent what is not understood</source>
        <translation>收到无法理解的数据</translation>
    </message>
    <message>
        <source>The server did not open a channel within {timeout} s.</source>
        <translation>服务器未在 {timeout} s 内打开通道。</translation>
    </message>
    <message>
        <source>No channel: {why}</source>
        <translation>没有通道：{why}</translation>
    </message>
    <message>
        <source>its certificate does not count: {error}</source>
        <translation>其证书无效：{error}</translation>
    </message>
    <message>
        <source>it is for another key</source>
        <translation>它属于另一个密钥</translation>
    </message>
    <message>
        <source>its CA is not trusted for this host</source>
        <translation>其 CA 不受此主机信任</translation>
    </message>
    <message>
        <source>certified by {fingerprint}</source>
        <translation>由 {fingerprint} 认证</translation>
    </message>
    <message>
        <source>Another machine answers at {host}: its key is {fingerprint}, but {name} is known by {identity}.</source>
        <translation>{host} 上响应的是另一台机器：其密钥为 {fingerprint}，而 {name} 的已知密钥为 {identity}。</translation>
    </message>
    <message>
        <source>The address may have been given to another machine. If this one was reinstalled, compare the new fingerprint on its console before you forget the old key.</source>
        <translation>该地址可能已分配给另一台机器。若该机器已重装，请先在其控制台上核对新指纹，再移除旧密钥。</translation>
    </message>
    <message>
        <source>The host key of {host} ({fingerprint}) is not trusted yet{detail}.</source>
        <translation>{host} 的主机密钥（{fingerprint}）尚未受信任{detail}。</translation>
    </message>
    <message>
        <source>Compare the fingerprint with the machine&apos;s own and accept it.</source>
        <translation>请与机器自身的指纹核对后接受。</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>正在重新连接</translation>
    </message>
    <message>
        <source>not reachable yet</source>
        <translation>尚无法连接</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>需要处理</translation>
    </message>
    <message>
        <source>Resolve name</source>
        <translation>解析名称</translation>
    </message>
    <message>
        <source>Negotiate encryption</source>
        <translation>协商加密</translation>
    </message>
    <message>
        <source>Verify host key</source>
        <translation>验证主机密钥</translation>
    </message>
    <message>
        <source>Authenticate</source>
        <translation>身份验证</translation>
    </message>
    <message>
        <source>Open session</source>
        <translation>打开会话</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>其他程序</translation>
    </message>
    <message>
        <source>{program} (process {pid})</source>
        <translation>{program}（进程 {pid}）</translation>
    </message>
    <message>
        <source>the connection to the node was lost</source>
        <translation>与节点的连接已丢失</translation>
    </message>
    <message>
        <source>a SOCKS client did not say in time where it wants to go</source>
        <translation>SOCKS 客户端未及时说明目标</translation>
    </message>
    <message>
        <source>a SOCKS client ended before it said where it wants to go</source>
        <translation>SOCKS 客户端在说明目标前已结束</translation>
    </message>
    <message>
        <source>The tunnel leads nowhere.</source>
        <translation>隧道没有目标。</translation>
    </message>
    <message>
        <source>Say which port of the node it is for.</source>
        <translation>请指定其对应的节点端口。</translation>
    </message>
    <message>
        <source>{port} is no port of the node.</source>
        <translation>{port} 不是节点的端口。</translation>
    </message>
    <message>
        <source>The tunnel was opened before.</source>
        <translation>隧道此前已打开。</translation>
    </message>
    <message>
        <source>a tunnel never listens on a UNIX socket</source>
        <translation>隧道从不监听 UNIX 套接字</translation>
    </message>
    <message>
        <source>Ports are 1 to {last_port}; 0 takes any that is free.</source>
        <translation>端口范围为 1 到 {last_port}；0 表示任意空闲端口。</translation>
    </message>
    <message>
        <source>Port {port} of this computer is held by {holder}.</source>
        <translation>本机端口 {port} 已被{holder}占用。</translation>
    </message>
    <message>
        <source>Close that program or choose another local port.</source>
        <translation>请关闭该程序，或选择其他本地端口。</translation>
    </message>
    <message>
        <source>Port {port} is reserved for the administrator of this computer.</source>
        <translation>端口 {port} 保留给本机管理员。</translation>
    </message>
    <message>
        <source>Choose a local port from {first} to {last}.</source>
        <translation>请选择 {first} 到 {last} 之间的本地端口。</translation>
    </message>
    <message>
        <source>Port {port} of this computer cannot be used: {why}.</source>
        <translation>本机端口 {port} 无法使用：{why}。</translation>
    </message>
    <message>
        <source>The service does not answer through the tunnel</source>
        <translation>服务未通过隧道响应</translation>
    </message>
    <message>
        <source>the node&apos;s SSH server forbids forwarding to {where} (administratively prohibited)</source>
        <translation>节点的 SSH 服务器禁止转发到 {where}（administratively prohibited）</translation>
    </message>
    <message>
        <source>Allow it in the node&apos;s sshd_config (AllowTcpForwarding, PermitOpen), or for this key in its authorized_keys.</source>
        <translation>请在节点的 sshd_config（AllowTcpForwarding、PermitOpen）中允许，或在其 authorized_keys 中为此密钥允许。</translation>
    </message>
    <message>
        <source>nothing answers on {seen}{detail}</source>
        <translation>{seen} 没有响应{detail}</translation>
    </message>
    <message>
        <source>Start the service there, or check that this is its port.</source>
        <translation>请在该处启动服务，或检查端口是否正确。</translation>
    </message>
    <message>
        <source>the node&apos;s SSH server has no room for one more connection to {where}{detail}</source>
        <translation>节点的 SSH 服务器无法再建立到 {where} 的连接{detail}</translation>
    </message>
    <message>
        <source>Close some connections and try again.</source>
        <translation>请关闭一些连接后重试。</translation>
    </message>
    <message>
        <source>the node&apos;s SSH server does not forward to {where}{detail}</source>
        <translation>节点的 SSH 服务器不转发到 {where}{detail}</translation>
    </message>
    <message>
        <source>Its own log may say why.</source>
        <translation>其自身的日志可能说明原因。</translation>
    </message>
    <message>
        <source>{seen} did not answer within {seconds} s</source>
        <translation>{seen} 未在 {seconds} s 内响应</translation>
    </message>
    <message>
        <source>A firewall may drop the connection, or the service is overloaded.</source>
        <translation>可能被防火墙丢弃，或服务过载。</translation>
    </message>
    <message>
        <source>the node was not connected within {seconds} s, so {where} could not be reached</source>
        <translation>节点未在 {seconds} s 内连接，因此无法访问 {where}</translation>
    </message>
    <message>
        <source>It is tried again by itself once the node is back.</source>
        <translation>节点恢复后将自动重试。</translation>
    </message>
    <message>
        <source>{where} of the node</source>
        <translation>节点的 {where}</translation>
    </message>
    <message>
        <source>{where} from the node</source>
        <translation>从节点访问的 {where}</translation>
    </message>
    <message>
        <source>the program does not speak SOCKS5</source>
        <translation>程序不支持 SOCKS5</translation>
    </message>
    <message>
        <source>the program insists on a SOCKS login</source>
        <translation>程序坚持要求 SOCKS 登录</translation>
    </message>
    <message>
        <source>the program sent no SOCKS5 request</source>
        <translation>程序未发送 SOCKS5 请求</translation>
    </message>
    <message>
        <source>only CONNECT is served of SOCKS5</source>
        <translation>SOCKS5 仅支持 CONNECT</translation>
    </message>
    <message>
        <source>no such SOCKS5 address type</source>
        <translation>无此 SOCKS5 地址类型</translation>
    </message>
    <message>
        <source>no name that a host can have</source>
        <translation>不是有效的主机名</translation>
    </message>
    <message>
        <source>The SSH server did not connect within {timeout} s.</source>
        <translation>SSH 服务器未在 {timeout} s 内建立连接。</translation>
    </message>
    <message>
        <source>vLLM was told to take {wanted} GiB ({part} of the memory), and {free} GiB are free.</source>
        <translation>vLLM 被设为占用 {wanted} GiB（内存占比 {part}），而空闲内存为 {free} GiB。</translation>
    </message>
    <message>
        <source>Take a smaller part, or stop what has the memory. On DGX Spark the page cache counts as used here: after large downloads less seems free than is.</source>
        <translation>请减小占比，或停止占用内存的程序。在 DGX Spark 上，页缓存在此计为已用：大量下载后，显示的空闲内存会少于实际。</translation>
    </message>
    <message>
        <source>One request of {wanted} tokens needs {needed} GiB of KV cache, and {there} GiB are left beside the weights.</source>
        <translation>一个 {wanted} token 的请求需要 {needed} GiB KV 缓存，而除权重外只剩 {there} GiB。</translation>
    </message>
    <message>
        <source>A shorter context fits, or an fp8 KV cache, which is half as large.</source>
        <translation>缩短上下文即可容纳，或使用大小减半的 fp8 KV 缓存。</translation>
    </message>
    <message>
        <source>A context of {wanted} tokens was wanted, and the KV cache holds {context}.</source>
        <translation>要求的上下文为 {wanted} token，而 KV 缓存只能容纳 {context}。</translation>
    </message>
    <message>
        <source>Use a shorter context. The image is old, too: this is how vLLM said it before 0.9.</source>
        <translation>请使用更短的上下文。镜像也较旧：这是 vLLM 0.9 之前的报错方式。</translation>
    </message>
    <message>
        <source>The weights alone take the part of the memory that vLLM may have: nothing is left for the KV cache.</source>
        <translation>仅权重就占满了 vLLM 可用的内存占比：没有余量留给 KV 缓存。</translation>
    </message>
    <message>
        <source>Let it take a larger part if the node has it free, or choose a smaller quantization of the model.</source>
        <translation>若节点有空闲内存，请增大占比；或选择该模型更小的量化。</translation>
    </message>
    <message>
        <source>vLLM measured how much memory is free, and it became more meanwhile (from {before} to {now}): then it gives up. On DGX Spark page cache that the kernel gives back is enough.</source>
        <translation>vLLM 测量空闲内存期间，空闲内存变多了（从 {before} 到 {now}），于是放弃启动。在 DGX Spark 上，内核回收页缓存就足以引发此问题。</translation>
    </message>
    <message>
        <source>Launch again while nothing else ends or loads there. With an empty page cache it cannot happen.</source>
        <translation>请在没有其他程序结束或加载时重新启动。页缓存为空时不会发生。</translation>
    </message>
    <message>
        <source>The weights alone take the part of the memory that SGLang may have: nothing is left for the KV cache.</source>
        <translation>仅权重就占满了 SGLang 可用的内存占比：没有余量留给 KV 缓存。</translation>
    </message>
    <message>
        <source>Memory ran out. TensorRT-LLM reads all weight files side by side, which takes more for a while than the model itself.</source>
        <translation>内存耗尽。TensorRT-LLM 并行读取所有权重文件，一段时间内占用的内存多于模型本身。</translation>
    </message>
    <message>
        <source>Let it read them one after another: slower, with less memory.</source>
        <translation>让其逐个读取：较慢，但占用内存更少。</translation>
    </message>
    <message>
        <source>The GPU had no memory left for what the engine asked.</source>
        <translation>GPU 没有剩余显存来满足引擎的请求。</translation>
    </message>
    <message>
        <source>Read prompts in smaller steps, let fewer requests run at the same time, or use a shorter context.</source>
        <translation>请以更小的步长读取提示词、减少并发请求，或使用更短的上下文。</translation>
    </message>
    <message>
        <source>The GPU had no memory left for the weights or for the KV cache.</source>
        <translation>GPU 没有剩余显存用于权重或 KV 缓存。</translation>
    </message>
    <message>
        <source>Use a shorter context, fewer users, a smaller KV cache (q8_0), or a smaller quantization.</source>
        <translation>请使用更短的上下文、更少的用户、更小的 KV 缓存（q8_0）或更小的量化。</translation>
    </message>
    <message>
        <source>The model needs {needed}, and {there} are available.</source>
        <translation>模型需要 {needed}，可用 {there}。</translation>
    </message>
    <message>
        <source>Stop what has the memory, choose a smaller model, or a shorter context.</source>
        <translation>请停止占用内存的程序，或选择更小的模型或更短的上下文。</translation>
    </message>
    <message>
        <source>The process that computes for Ollama ended, most likely for want of memory.</source>
        <translation>为 Ollama 执行计算的进程已结束，很可能是内存不足。</translation>
    </message>
    <message>
        <source>Choose a smaller model or a shorter context, or stop what has the memory.</source>
        <translation>请选择更小的模型或更短的上下文，或停止占用内存的程序。</translation>
    </message>
    <message>
        <source>A prompt of {prompt} tokens was cut to {limit}. Whoever asked is not told: the answer only leaves out what was cut.</source>
        <translation>{prompt} token 的提示词被截断为 {limit}。提问者不会得到提示：回答只是缺少被截断的内容。</translation>
    </message>
    <message>
        <source>Launch it with a longer context. Requests to /v1 cannot ask for one.</source>
        <translation>请以更长的上下文启动。发往 /v1 的请求无法指定上下文长度。</translation>
    </message>
    <message>
        <source>Ray ended its own workers because 95 % of the memory were in use. On DGX Spark the weights and the page cache they are read through count there.</source>
        <translation>内存占用达到 95 %，Ray 因此结束了自己的工作进程。在 DGX Spark 上，权重以及读取权重时产生的页缓存都计入其中。</translation>
    </message>
    <message>
        <source>Start Ray without its monitor of the memory, as NVIDIA&apos;s playbook does.</source>
        <translation>请关闭 Ray 的内存监控后再启动，与 NVIDIA playbook 一致。</translation>
    </message>
    <message>
        <source>The kernel could not give the GPU more memory. On DGX Spark this comes before the whole node freezes: nothing is ended to make room.</source>
        <translation>内核无法再为 GPU 分配内存。在 DGX Spark 上，这是整个节点卡死的前兆：系统不会结束任何进程来腾出空间。</translation>
    </message>
    <message>
        <source>Stop the engine now, wait until its memory is back, and launch with less. If the memory does not come back, the node needs a restart.</source>
        <translation>请立即停止引擎，等待其内存释放，再以更少的内存启动。若内存未释放，节点需要重启。</translation>
    </message>
    <message>
        <source>The kernel ended a process because the memory was used up.</source>
        <translation>内存耗尽，内核结束了一个进程。</translation>
    </message>
    <message>
        <source>Launch with less memory, or stop what else has it.</source>
        <translation>请以更少的内存启动，或停止占用内存的其他程序。</translation>
    </message>
    <message>
        <source>The compiler that comes with Triton is older than GB10: it does not know sm_121a.</source>
        <translation>Triton 自带的编译器早于 GB10：不支持 sm_121a。</translation>
    </message>
    <message>
        <source>Use the compiler of the image&apos;s own CUDA 13.</source>
        <translation>请使用镜像自带 CUDA 13 的编译器。</translation>
    </message>
    <message>
        <source>This build of vLLM refuses GB10 (12.1) in a kernel that would run there.</source>
        <translation>此 vLLM 构建在一个本可运行的内核中拒绝 GB10（12.1）。</translation>
    </message>
    <message>
        <source>Use an image with vLLM 0.24 or newer.</source>
        <translation>请使用含 vLLM 0.24 或更高版本的镜像。</translation>
    </message>
    <message>
        <source>The FP4 kernel that vLLM chose does not run on GB10.</source>
        <translation>vLLM 选择的 FP4 内核无法在 GB10 上运行。</translation>
    </message>
    <message>
        <source>Let it use Marlin for NVFP4, as NVIDIA&apos;s playbook does, or an image with vLLM 0.24 or newer.</source>
        <translation>让其对 NVFP4 使用 Marlin，与 NVIDIA playbook 一致；或使用含 vLLM 0.24 或更高版本的镜像。</translation>
    </message>
    <message>
        <source>This build of vLLM has no NVFP4 kernels for mixtures of experts on GB10.</source>
        <translation>此 vLLM 构建没有适用于 GB10 的 NVFP4 混合专家（MoE）内核。</translation>
    </message>
    <message>
        <source>Use an image with vLLM 0.24 or newer, and Marlin for the experts.</source>
        <translation>请使用 vLLM 0.24 或更高版本的镜像，专家部分使用 Marlin。</translation>
    </message>
    <message>
        <source>Compiling kernels failed, most likely for want of memory: by itself it runs a compiler per core, and each takes 3 to 8 GiB.</source>
        <translation>编译内核失败，很可能是内存不足：默认每个 CPU 核心运行一个编译器，每个占用 3 到 8 GiB。</translation>
    </message>
    <message>
        <source>Let fewer compilers run at the same time. Where that does not help, the first error above says why.</source>
        <translation>请减少同时运行的编译器。若无效，请看上方的第一个错误。</translation>
    </message>
    <message>
        <source>FlashInfer wanted to compile a kernel that exists only for other GPUs.</source>
        <translation>FlashInfer 试图编译仅适用于其他 GPU 的内核。</translation>
    </message>
    <message>
        <source>Use a newer image, or another attention or MoE backend (--attention-backend, --moe-backend marlin).</source>
        <translation>请使用更新的镜像，或换用其他 Attention 或 MoE 后端（--attention-backend、--moe-backend marlin）。</translation>
    </message>
    <message>
        <source>The image has no code for this GPU: it was built for others.</source>
        <translation>镜像中没有适用于此 GPU 的代码：它是为其他 GPU 构建的。</translation>
    </message>
    <message>
        <source>GB10 needs an image with CUDA 13 (sm_121 or sm_120): vLLM 0.24, lmsysorg/sglang:latest-cu130, llama.cpp server-cuda13, or newer.</source>
        <translation>GB10 需要 CUDA 13（sm_121 或 sm_120）的镜像：vLLM 0.24、lmsysorg/sglang:latest-cu130、llama.cpp server-cuda13 或更高版本。</translation>
    </message>
    <message>
        <source>SGLang&apos;s kernels were not built for this GPU or for this CUDA.</source>
        <translation>SGLang 的内核不是为此 GPU 或此 CUDA 版本构建的。</translation>
    </message>
    <message>
        <source>On GB10 use the image with CUDA 13.</source>
        <translation>在 GB10 上请使用 CUDA 13 的镜像。</translation>
    </message>
    <message>
        <source>This NIM was not built for GB10.</source>
        <translation>此 NIM 不是为 GB10 构建的。</translation>
    </message>
    <message>
        <source>Use an image whose name ends in -dgx-spark, or the same model with vLLM.</source>
        <translation>请使用名称以 -dgx-spark 结尾的镜像，或用 vLLM 运行同一模型。</translation>
    </message>
    <message>
        <source>The NIM may not write into its folders on the node: they belong to somebody else, mostly to root.</source>
        <translation>NIM 无权写入节点上自己的文件夹：它们属于其他用户，通常是 root。</translation>
    </message>
    <message>
        <source>Give them to your account, as which the NIM runs; then launch again.</source>
        <translation>请将文件夹的所有者改为运行该 NIM 的账户，然后重新启动。</translation>
    </message>
    <message>
        <source>This NIM has no profile for the GPU there, or too little of its memory is free.</source>
        <translation>此 NIM 没有适用于该 GPU 的配置，或可用显存不足。</translation>
    </message>
    <message>
        <source>Use an image whose name ends in -dgx-spark, and stop what has the memory: a NIM looks at what is free when it starts.</source>
        <translation>请使用名称以 -dgx-spark 结尾的镜像，并停止占用内存的程序：NIM 启动时会检查可用内存。</translation>
    </message>
    <message>
        <source>The image needs a newer NVIDIA driver than the node has.</source>
        <translation>镜像所需的 NVIDIA 驱动比节点上的更新。</translation>
    </message>
    <message>
        <source>Update the node in the DGX Dashboard, or use an older image.</source>
        <translation>请在 DGX Dashboard 中更新节点，或使用较旧的镜像。</translation>
    </message>
    <message>
        <source>The driver that runs and the one that is installed differ, or the GPU&apos;s own processor did not start: an update that was not finished.</source>
        <translation>运行中的驱动与已安装的不一致，或 GPU 自身的处理器未启动：更新未完成。</translation>
    </message>
    <message>
        <source>Restart the node. If that does not help, finish the update in the DGX Dashboard: updates by apt and by the Dashboard must not be mixed.</source>
        <translation>请重启节点。若无效，请在 DGX Dashboard 中完成更新：不要混用 apt 和 Dashboard 更新。</translation>
    </message>
    <message>
        <source>A kernel crashed on the GPU. What the process had there is lost.</source>
        <translation>有内核在 GPU 上崩溃。该进程在 GPU 上的内容已丢失。</translation>
    </message>
    <message>
        <source>Launch again. If it happens again, try another attention or MoE backend; failed starts that repeat make a node worse until it is restarted.</source>
        <translation>请重新启动。若再次发生，请换用其他 Attention 或 MoE 后端；反复启动失败会使节点状态变差，直到重启。</translation>
    </message>
    <message>
        <source>Docker on the node does not know its GPUs.</source>
        <translation>节点上的 Docker 无法识别其 GPU。</translation>
    </message>
    <message>
        <source>Somebody who may use sudo there tells Docker, then restarts it: containers end meanwhile.</source>
        <translation>需由有权使用 sudo 的用户配置 Docker 并重启：其间容器会停止。</translation>
    </message>
    <message>
        <source>Docker on the node does not find the NVIDIA driver: it is Docker&apos;s snap package, which cannot see it, or no driver is installed.</source>
        <translation>节点上的 Docker 找不到 NVIDIA 驱动：可能是 Docker 的 snap 包看不到它，或未安装驱动。</translation>
    </message>
    <message>
        <source>Use Docker&apos;s own package (docker-ce) instead of the snap; nvidia-smi tells whether there is a driver.</source>
        <translation>请改用 Docker 官方软件包（docker-ce），不用 snap；用 nvidia-smi 可查看是否有驱动。</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s registry did not accept the key, or the account may not have this image.</source>
        <translation>NVIDIA 镜像仓库未接受该密钥，或账户无权获取此镜像。</translation>
    </message>
    <message>
        <source>Save an NGC key of an account that may, and accept the licence of the image at build.nvidia.com.</source>
        <translation>请保存有权限账户的 NGC 密钥，并在 build.nvidia.com 接受该镜像的许可证。</translation>
    </message>
    <message>
        <source>The image is made for another kind of processor.</source>
        <translation>此镜像适用于其他类型的处理器。</translation>
    </message>
    <message>
        <source>DGX Spark is arm64: choose an image that has it, or leave the image to the engine.</source>
        <translation>DGX Spark 为 arm64：请选择支持它的镜像，或由引擎自行决定镜像。</translation>
    </message>
    <message>
        <source>Your account on the node may not use Docker: the first user of a DGX Spark is not in its group.</source>
        <translation>该账户无权使用节点上的 Docker：DGX Spark 的第一个用户不在 Docker 组中。</translation>
    </message>
    <message>
        <source>Somebody who may use sudo adds it; then connect anew. Whoever is in that group can do on the node what root can.</source>
        <translation>需由有权使用 sudo 的用户添加，然后重新连接。该组成员在节点上拥有与 root 相同的权限。</translation>
    </message>
    <message>
        <source>Docker on the node does not run.</source>
        <translation>节点上的 Docker 未运行。</translation>
    </message>
    <message>
        <source>Start it there (sudo systemctl start docker). Where it does not start, restart the node.</source>
        <translation>请在节点上启动它（sudo systemctl start docker）。若无法启动，请重启节点。</translation>
    </message>
    <message>
        <source>Something listens on that port already.</source>
        <translation>已有程序监听该端口。</translation>
    </message>
    <message>
        <source>Launch on another port, or stop what listens there.</source>
        <translation>请在其他端口启动，或停止监听该端口的程序。</translation>
    </message>
    <message>
        <source>The node&apos;s disk is full.</source>
        <translation>节点的磁盘已满。</translation>
    </message>
    <message>
        <source>Remove images and models that are not needed, then launch again: what was downloaded is kept.</source>
        <translation>请移除不需要的镜像和模型，然后重新启动：已下载的内容会保留。</translation>
    </message>
    <message>
        <source>The model&apos;s licence has to be accepted first, by the account whose token is used.</source>
        <translation>须先由所用 token 的账户接受该模型的许可证。</translation>
    </message>
    <message>
        <source>Open the model&apos;s page, accept its licence there, and save a token of the same account.</source>
        <translation>请打开模型页面，接受许可证，并保存同一账户的 token。</translation>
    </message>
    <message>
        <source>Hugging Face did not accept the token, or wants one.</source>
        <translation>Hugging Face 未接受该 token，或要求提供 token。</translation>
    </message>
    <message>
        <source>Make a token that may read at huggingface.co/settings/tokens, and save it here. A model that does not exist is refused in the same words.</source>
        <translation>请在 huggingface.co/settings/tokens 创建有读取权限的 token 并保存到此处。模型不存在时的拒绝信息相同。</translation>
    </message>
    <message>
        <source>Hugging Face knows no model of this name, or not for this account.</source>
        <translation>Hugging Face 上没有此名称的模型，或该账户不可见。</translation>
    </message>
    <message>
        <source>Look for the name on its page: capital letters count, and engines use different quantizations of one model.</source>
        <translation>请在其页面核对名称：区分大小写，且各引擎使用同一模型的不同量化。</translation>
    </message>
    <message>
        <source>The server was asked too often from this address.</source>
        <translation>来自该地址的请求过于频繁。</translation>
    </message>
    <message>
        <source>Wait some minutes. With an account of yours the limit is higher.</source>
        <translation>请等待几分钟。使用自己的账户时限额更高。</translation>
    </message>
    <message>
        <source>The node does not reach the server that has the model.</source>
        <translation>节点无法访问提供模型的服务器。</translation>
    </message>
    <message>
        <source>Look whether the node has internet and a proxy is needed. A model that is in its cache needs HF_HUB_OFFLINE=1.</source>
        <translation>请检查节点能否上网以及是否需要代理。已在缓存中的模型需要设置 HF_HUB_OFFLINE=1。</translation>
    </message>
    <message>
        <source>gpt-oss needs two tables of tokens (o200k_base, cl100k_base) that it downloads when it starts.</source>
        <translation>gpt-oss 需要两个 token 表（o200k_base、cl100k_base），启动时会下载。</translation>
    </message>
    <message>
        <source>Put them into ~/.cache/huggingface/tiktoken of the node, from https://openaipublic.blob.core.windows.net/encodings/, and tell the engine where they are.</source>
        <translation>请从 https://openaipublic.blob.core.windows.net/encodings/ 下载后放入节点的 ~/.cache/huggingface/tiktoken，并告知引擎其位置。</translation>
    </message>
    <message>
        <source>This quantization lies in several files, which Ollama cannot read.</source>
        <translation>此量化分为多个文件，Ollama 无法读取。</translation>
    </message>
    <message>
        <source>Choose another tag, or run the same model with llama.cpp.</source>
        <translation>请选择其他标签，或用 llama.cpp 运行同一模型。</translation>
    </message>
    <message>
        <source>Ollama&apos;s library has no model of this name and tag.</source>
        <translation>Ollama 库中没有此名称和标签的模型。</translation>
    </message>
    <message>
        <source>Look for the name at ollama.com/library.</source>
        <translation>请在 ollama.com/library 查找名称。</translation>
    </message>
    <message>
        <source>A file of the weights is damaged: a download was cut off.</source>
        <translation>一个权重文件已损坏：下载曾中断。</translation>
    </message>
    <message>
        <source>Remove the model from the node&apos;s cache, then launch again: it is downloaded anew.</source>
        <translation>请从节点缓存中移除该模型，然后重新启动：将重新下载。</translation>
    </message>
    <message>
        <source>The model brings Python code of its own, which the engine runs only when it is told to.</source>
        <translation>该模型附带自己的 Python 代码，引擎仅在明确允许时才执行。</translation>
    </message>
    <message>
        <source>Read who made it: that code can do whatever the engine can. Then allow it.</source>
        <translation>请先了解作者：该代码拥有与引擎相同的权限。然后再允许。</translation>
    </message>
    <message>
        <source>The image is older than this kind of model ({type}).</source>
        <translation>镜像早于此类模型（{type}）。</translation>
    </message>
    <message>
        <source>Use a newer image of the engine.</source>
        <translation>请使用更新的引擎镜像。</translation>
    </message>
    <message>
        <source>This build is older than this kind of model ({type}).</source>
        <translation>此构建早于此类模型（{type}）。</translation>
    </message>
    <message>
        <source>Use a newer image of llama.cpp, or a newer version of the program.</source>
        <translation>请使用更新的 llama.cpp 镜像或更新版本的程序。</translation>
    </message>
    <message>
        <source>The model was made for {context} tokens, and {wanted} were wanted.</source>
        <translation>该模型支持 {context} 个 token，而请求了 {wanted} 个。</translation>
    </message>
    <message>
        <source>Use {context}. More is possible where the model says so (YaRN), and answers may be worse.</source>
        <translation>请使用 {context}。模型注明支持时可以更大（YaRN），但回答质量可能下降。</translation>
    </message>
    <message>
        <source>Builds of llama.cpp from September 2026 on do not know --mmap and --no-mmap any more.</source>
        <translation>2026 年 9 月起的 llama.cpp 构建不再支持 --mmap 和 --no-mmap。</translation>
    </message>
    <message>
        <source>Write --load-mode none for --no-mmap, --load-mode mmap for --mmap.</source>
        <translation>将 --no-mmap 改为 --load-mode none，--mmap 改为 --load-mode mmap。</translation>
    </message>
    <message>
        <source>Somebody asked with tools, and this vLLM was started without a parser for the model&apos;s tool calls.</source>
        <translation>有请求使用了工具，而此 vLLM 启动时未指定模型的工具调用解析器。</translation>
    </message>
    <message>
        <source>Launch it with --enable-auto-tool-choice and --tool-call-parser: hermes for Qwen3, qwen3_xml for Qwen3.6, openai for gpt-oss, llama3_json for Llama 3, gemma4 for Gemma 4.</source>
        <translation>请以 --enable-auto-tool-choice 和 --tool-call-parser 启动：Qwen3 用 hermes，Qwen3.6 用 qwen3_xml，gpt-oss 用 openai，Llama 3 用 llama3_json，Gemma 4 用 gemma4。</translation>
    </message>
    <message>
        <source>The model has {heads} attention heads, which {gpus} GPUs cannot share evenly.</source>
        <translation>该模型有 {heads} 个注意力头，无法由 {gpus} 个 GPU 平均分担。</translation>
    </message>
    <message>
        <source>Give --tensor-parallel-size a number that {heads} can be divided by, as 1, 2 or 4.</source>
        <translation>请为 --tensor-parallel-size 指定能整除 {heads} 的数，如 1、2 或 4。</translation>
    </message>
    <message>
        <source>The image comes without a part of vLLM that this needs: {part}.</source>
        <translation>镜像缺少此处所需的 vLLM 组件：{part}。</translation>
    </message>
    <message>
        <source>Use an image that has it, or install it before vLLM starts: pip install vllm[{part}].</source>
        <translation>请使用包含它的镜像，或在 vLLM 启动前安装：pip install vllm[{part}]。</translation>
    </message>
    <message>
        <source>The CX-7 may not lock as much memory as NCCL needs for RDMA.</source>
        <translation>CX-7 可锁定的内存少于 NCCL 进行 RDMA 所需。</translation>
    </message>
    <message>
        <source>The container needs --ulimit memlock=-1 and --device /dev/infiniband; Docker itself LimitMEMLOCK=infinity in its unit.</source>
        <translation>容器需要 --ulimit memlock=-1 和 --device /dev/infiniband；Docker 本身需在其 unit 中设置 LimitMEMLOCK=infinity。</translation>
    </message>
    <message>
        <source>The engine does not know “{arguments}”: flags change between versions.</source>
        <translation>引擎不识别“{arguments}”：不同版本的标志有所不同。</translation>
    </message>
    <message>
        <source>Take it out of the arguments, or use an image that knows it.</source>
        <translation>请从参数中移除，或使用支持它的镜像。</translation>
    </message>
    <message>
        <source>Two nodes with more than about 32 requests at a time lost each other.</source>
        <translation>并发请求超过约 32 个时，两个节点失去了联系。</translation>
    </message>
    <message>
        <source>Let fewer requests run at the same time.</source>
        <translation>请减少并发请求数。</translation>
    </message>
    <message>
        <source>vLLM ended while it started; the reason stands further up in the log.</source>
        <translation>vLLM 在启动期间退出；原因见日志上方。</translation>
    </message>
    <message>
        <source>Look for the first error above. A process of it may still hold the memory: see what runs there.</source>
        <translation>请查看上方的第一个错误。其某个进程可能仍占用内存：请检查那里正在运行的内容。</translation>
    </message>
    <message>
        <source>PyTorch was built for capability 12.0 and says so; kernels for 12.0 run on GB10 ({capability}).</source>
        <translation>PyTorch 针对计算能力 12.0 构建，因此给出此提示；12.0 的内核可在 GB10（{capability}）上运行。</translation>
    </message>
    <message>
        <source>Nothing is to be done.</source>
        <translation>无需处理。</translation>
    </message>
    <message>
        <source>Only one of the two ports between the Sparks is connected.</source>
        <translation>两台 Spark 之间的两个端口只连接了一个。</translation>
    </message>
    <message>
        <source>Nothing is to be done while answers come.</source>
        <translation>只要有回答，就无需处理。</translation>
    </message>
    <message>
        <source>NCCL goes over plain network sockets. Between two Sparks that is slow: RDMA needs --device /dev/infiniband and unlimited locked memory.</source>
        <translation>NCCL 使用普通网络套接字。在两台 Spark 之间这样很慢：RDMA 需要 --device /dev/infiniband 和不受限制的锁定内存。</translation>
    </message>
    <message>
        <source>On one node nothing is to be done.</source>
        <translation>单节点时无需处理。</translation>
    </message>
    <message>
        <source>The model is downloaded without an account.</source>
        <translation>模型以未登录方式下载。</translation>
    </message>
    <message>
        <source>It works; with a token the limits are higher.</source>
        <translation>可以正常使用；提供 token 后限额更高。</translation>
    </message>
    <message>
        <source>Any page in a browser on the node may ask this server, which has no key.</source>
        <translation>节点上浏览器中的任何页面都可请求此服务器，因为它没有密钥。</translation>
    </message>
    <message>
        <source>Its port is on the node&apos;s own 127.0.0.1 unless you opened it: then set a key.</source>
        <translation>其端口仅限节点自身的 127.0.0.1，除非已对外开放：此时请设置密钥。</translation>
    </message>
    <message>
        <source>The network card says at every start that its slot gives 27 W.</source>
        <translation>网卡每次启动都会报告其插槽供电 27 W。</translation>
    </message>
    <message>
        <source>{names} and {more} more</source>
        <translation>{names}等另外 {more} 项</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>即将完成</translation>
    </message>
    <message>
        <source>Extracting</source>
        <translation>正在解压</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>正在校验</translation>
    </message>
    <message>
        <source>The audit log cannot be written: {why}.</source>
        <translation>无法写入审计日志：{why}。</translation>
    </message>
    <message>
        <source>Nothing is changed on a node without it; see {folder}.</source>
        <translation>没有审计日志就不会更改任何节点；见 {folder}。</translation>
    </message>
    <message numerus="yes">
        <source>%n more lines are not copied: save the log for all of it</source>
        <comment>%n more line is not copied: save the log for all of it</comment>
        <translation>
            <numerusform>另有 %n 行未复制：如需全部内容，请保存日志</numerusform>
        </translation>
    </message>
    <message>
        <source>Load and memory over time</source>
        <translation>负载和内存随时间变化</translation>
    </message>
    <message>
        <source>{name} cannot be written: {why}.</source>
        <translation>无法写入 {name}：{why}。</translation>
    </message>
    <message>
        <source>Choose another folder, or make room.</source>
        <translation>请选择其他文件夹，或腾出空间。</translation>
    </message>
    <message>
        <source>The SSH configuration could not be written: {why}.</source>
        <translation>无法写入 SSH 配置：{why}。</translation>
    </message>
    <message>
        <source>Check free space and permissions of {folder}.</source>
        <translation>请检查 {folder} 的可用空间和权限。</translation>
    </message>
    <message>
        <source>{file} could not be changed: {why}.</source>
        <translation>无法更改 {file}：{why}。</translation>
    </message>
    <message>
        <source>Add this line at its top yourself: {line}</source>
        <translation>请自行在文件开头添加此行：{line}</translation>
    </message>
    <message>
        <source>{text} cannot be written to an SSH configuration.</source>
        <translation>{text} 无法写入 SSH 配置。</translation>
    </message>
    <message>
        <source>It has a quote in it.</source>
        <translation>其中含有引号。</translation>
    </message>
    <message>
        <source>It is larger than {size} KiB.</source>
        <translation>大小超过 {size} KiB。</translation>
    </message>
    <message>
        <source>A recipe is a small text.</source>
        <translation>配方应为一小段文本。</translation>
    </message>
    <message>
        <source>There is a character of no text.</source>
        <translation>含有非文本字符。</translation>
    </message>
    <message>
        <source>it is no YAML</source>
        <translation>不是 YAML</translation>
    </message>
    <message>
        <source>This is no YAML: {why}.</source>
        <translation>这不是 YAML：{why}。</translation>
    </message>
    <message>
        <source>This is no YAML.</source>
        <translation>这不是 YAML。</translation>
    </message>
    <message>
        <source>Only one document may stand in a file.</source>
        <translation>一个文件只能包含一个文档。</translation>
    </message>
    <message>
        <source>A key is a word.</source>
        <translation>键必须是一个词。</translation>
    </message>
    <message>
        <source>“{key}” is there twice.</source>
        <translation>“{key}”重复出现。</translation>
    </message>
    <message>
        <source>Anchors (&amp;) and aliases (*) are not read here.</source>
        <translation>此处不支持锚点（&amp;）和别名（*）。</translation>
    </message>
    <message>
        <source>Tags (!) are not read here.</source>
        <translation>此处不支持标签（!）。</translation>
    </message>
    <message>
        <source>The shell loop ended.</source>
        <translation>Shell 循环已结束。</translation>
    </message>
    <message>
        <source>the sensor gave no number</source>
        <translation>传感器未返回数值</translation>
    </message>
    <message>
        <source>There is no command to run.</source>
        <translation>没有要运行的命令。</translation>
    </message>
    <message>
        <source>Throw away what you typed?</source>
        <translation>放弃已输入的内容？</translation>
    </message>
    <message>
        <source>It is kept nowhere else.</source>
        <translation>其他地方没有保存。</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>It is nested too deeply to be read.</source>
        <translation>嵌套过深，无法读取。</translation>
    </message>
    <message>
        <source>Leave it out.</source>
        <translation>请将其排除。</translation>
    </message>
</context>
</TS>
