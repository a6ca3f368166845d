#!/usr/bin/env bash
# keychain.sh: for a machine that is thrown away after the build. Puts the certificate of
# MACOS_CERTIFICATE (a .p12 in base64, with MACOS_CERTIFICATE_PASSWORD) into a keychain of its own
# and the notary's key of NOTARY_KEY (a .p8) into a file, and tells the next steps of both.
set -euo pipefail

if [[ -z ${MACOS_CERTIFICATE:-} ]]; then
    echo "No MACOS_CERTIFICATE: nothing is signed."
    exit 0
fi

keychain="$RUNNER_TEMP/build.keychain-db"
password=$(openssl rand -base64 24)
certificate="$RUNNER_TEMP/certificate.p12"
trap 'rm -f "$certificate"' EXIT
base64 --decode <<<"$MACOS_CERTIFICATE" >"$certificate"
security create-keychain -p "$password" "$keychain"
security set-keychain-settings -lut 21600 "$keychain"
security unlock-keychain -p "$password" "$keychain"
security import "$certificate" -k "$keychain" -P "$MACOS_CERTIFICATE_PASSWORD" \
    -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
identity=$(security find-identity -v -p codesigning "$keychain" |
    sed -n 's/.*"\(Developer ID Application: .*\)"/\1/p' | head -n 1)
if [[ -z $identity ]]; then
    echo "MACOS_CERTIFICATE holds no valid Developer ID Application." >&2
    exit 1
fi
echo "MACOS_SIGN_IDENTITY=$identity" >>"$GITHUB_ENV"

if [[ -n ${NOTARY_KEY:-} ]]; then
    (umask 077 && printf '%s\n' "$NOTARY_KEY" >"$RUNNER_TEMP/notary.p8")
    echo "NOTARY_KEY_FILE=$RUNNER_TEMP/notary.p8" >>"$GITHUB_ENV"
fi
