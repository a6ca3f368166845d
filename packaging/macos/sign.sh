#!/usr/bin/env bash
# sign.sh FILE.app|FILE.dmg: signs with the identity of MACOS_SIGN_IDENTITY, a certificate in a
# keychain. Without one, the app keeps the ad-hoc signature that PyInstaller gave it, and runs on
# the Mac that made it, elsewhere after "Open Anyway".
set -euo pipefail

target=${1:?Usage: sign.sh FILE.app|FILE.dmg}
here=$(cd "$(dirname "$0")" && pwd)

if [[ -z ${MACOS_SIGN_IDENTITY:-} ]]; then
    echo "No MACOS_SIGN_IDENTITY: $(basename "$target") is not signed."
    exit 0
fi

sign() {
    codesign --force --timestamp --sign "$MACOS_SIGN_IDENTITY" "$@"
}

if [[ $target == *.dmg ]]; then
    sign "$target"
    exit 0
fi

# Inside out: a signature seals what is below it. Libraries first, then frameworks, then the app.
find "$target/Contents" -type f \( -name '*.so' -o -name '*.dylib' -o -perm -u+x \) -print0 |
    while IFS= read -r -d '' file; do
        if file -b "$file" | grep -q 'Mach-O'; then
            sign --options runtime "$file"
        fi
    done
find "$target/Contents" -depth -type d -name '*.framework' -print0 |
    while IFS= read -r -d '' framework; do
        sign --options runtime "$framework"
    done
sign --options runtime --entitlements "$here/entitlements.plist" "$target"
codesign --verify --deep --strict --verbose=2 "$target"
