#!/usr/bin/env bash
# dmg.sh FILE.app OUT.dmg: signs and notarises the app where there is an identity, and makes the
# disk image from which it is dragged into Applications.
set -euo pipefail

app=${1:?Usage: dmg.sh FILE.app OUT.dmg}
image=${2:?Usage: dmg.sh FILE.app OUT.dmg}
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$app" .app)

"$here/sign.sh" "$app"
"$here/notarise.sh" "$app"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ditto "$app" "$work/$name.app"
ln -s /Applications "$work/Applications"
# WORKAROUND: actions/runner-images#7522, "Resource busy" while the virus scan looks at it.
for attempt in 1 2 3 4 5; do
    if hdiutil create -volname "$name" -srcfolder "$work" -fs HFS+ -format ULFO -ov "$image"; then
        break
    fi
    [[ $attempt -lt 5 ]] || exit 1
    sleep 10
done

"$here/sign.sh" "$image"
"$here/notarise.sh" "$image"
