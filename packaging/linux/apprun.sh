#!/bin/sh
# AppRun: what an AppImage starts. $APPDIR is set by its runtime, or is where this file lies.
here=${APPDIR:-$(dirname "$(readlink -f "$0")")}
exec "$here/usr/lib/spark-command-center/spark-command-center" "$@"
