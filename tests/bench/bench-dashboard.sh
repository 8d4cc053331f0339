#!/usr/bin/env bash
# The longest events of the dashboard's event loop with 5,000 extensions.
#
#     bench-dashboard.sh BIN-FOLDER …
set -euo pipefail
QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES='*.warning=false' exec "$1/ksp_bench_dashboard"
