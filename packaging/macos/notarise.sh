#!/usr/bin/env bash
# notarise.sh FILE.app|FILE.dmg: lets Apple look at it and staples the answer, with a key of App
# Store Connect: NOTARY_KEY_FILE (a path), NOTARY_KEY_ID and NOTARY_ISSUER. Without these, nothing.
set -euo pipefail

target=${1:?Usage: notarise.sh FILE.app|FILE.dmg}

if [[ -z ${MACOS_SIGN_IDENTITY:-} || -z ${NOTARY_KEY_FILE:-} ]]; then
    echo "No MACOS_SIGN_IDENTITY or no NOTARY_KEY_FILE: $(basename "$target") is not notarised."
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sent=$target
if [[ $target == *.app ]]; then
    # Not zip: without its symbolic links the app would neither pass nor start.
    sent="$work/app.zip"
    ditto -c -k --sequesterRsrc --keepParent "$target" "$sent"
fi
key=(--key "$NOTARY_KEY_FILE" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER")
# Whether it was accepted is read from the answer, not from the exit status.
xcrun notarytool submit "$sent" --wait --timeout 45m "${key[@]}" | tee "$work/answer.txt" || true
if ! grep -q 'status: Accepted' "$work/answer.txt"; then
    submission=$(awk '/^ *id:/ {print $2; exit}' "$work/answer.txt")
    if [[ -n $submission ]]; then
        xcrun notarytool log "$submission" "${key[@]}"
    fi
    echo "Apple did not accept $(basename "$target")." >&2
    exit 1
fi
xcrun stapler staple "$target"
