; What the installer says beyond the words that NSIS brings, in the program's languages.

!macro WORDS NAME ENGLISH GERMAN CHINESE
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_GERMAN} "${GERMAN}"
  LangString ${NAME} ${LANG_SIMPCHINESE} "${CHINESE}"
!macroend
!define WORDS "!insertmacro WORDS"

${WORDS} NEEDS_WINDOWS \
  "${NAME} needs 64-bit Windows 10 (version 1809) or newer." \
  "${NAME} benötigt Windows 10 (Version 1809) oder neuer, 64 Bit." \
  "${NAME} 需要 64 位 Windows 10（版本 1809）或更高版本。"
${WORDS} FOLDER_IN_USE \
  "This folder holds other files. Choose an empty one: removing the program must not touch them." \
  "Dieser Ordner enthält andere Dateien. Bitte einen leeren wählen, damit sie beim Entfernen des Programms unberührt bleiben." \
  "此文件夹中已有其他文件。请选择空文件夹，以免卸载程序时影响这些文件。"
${WORDS} IS_RUNNING \
  "${NAME} is running. Quit it, also in the tray and in consoles, then try again." \
  "${NAME} läuft gerade. Bitte beenden, auch im Infobereich und in Konsolen, dann wiederholen." \
  "${NAME} 正在运行。请退出（包括托盘图标和控制台中的进程），然后重试。"
${WORDS} LINKS "dgxspark:// links" "dgxspark://-Links" "dgxspark:// 链接"
${WORDS} ABOUT_LINKS \
  "Open links to nodes, panes and tunnels in the program. It asks before it opens or changes anything." \
  "Links zu Knoten, Ansichten und Tunneln im Programm öffnen. Es fragt, bevor es etwas öffnet oder ändert." \
  "在程序中打开指向节点、面板和隧道的链接。打开或更改任何内容之前都会询问。"
${WORDS} DESKTOP_ICON "Icon on the desktop" "Symbol auf dem Desktop" "桌面图标"
${WORDS} ABOUT_DESKTOP_ICON \
  "A shortcut on the desktop, beside the one in the Start menu." \
  "Eine Verknüpfung auf dem Desktop, neben der im Startmenü." \
  "除“开始”菜单外，在桌面上也创建快捷方式。"
${WORDS} AUTOSTART "Start when I sign in" "Bei der Anmeldung starten" "登录时启动"
${WORDS} ABOUT_AUTOSTART \
  "Watch the machines from the tray from sign-in on. The program's settings can change it." \
  "Die Maschinen ab der Anmeldung vom Infobereich aus beobachten. In den Einstellungen des Programms änderbar." \
  "登录后在托盘中监视各台机器。可在程序设置中更改。"
${WORDS} ABOUT_PROGRAM \
  "The program: a window, and a command line." \
  "Das Programm: ein Fenster und eine Befehlszeile." \
  "程序：窗口和命令行。"
${WORDS} OWN_DATA "My settings and data" "Meine Einstellungen und Daten" "我的设置和数据"
${WORDS} ABOUT_OWN_DATA \
  "Nodes, settings, history, conversations and this computer's SSH key. Secrets stay in the Windows Credential Manager." \
  "Knoten, Einstellungen, Verlauf, Unterhaltungen und der SSH-Schlüssel dieses Computers. Geheimnisse bleiben in der Windows-Anmeldeinformationsverwaltung." \
  "节点、设置、历史记录、对话以及此计算机的 SSH 密钥。机密信息保留在 Windows 凭据管理器中。"
