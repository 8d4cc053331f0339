#!/bin/bash
# layering-test.sh TREE KS-PUBLISHER-CLI: app/ includes neither widgets nor ui/, only app/image/ touches Qt Gui, folders
# below use nothing of folders above, and the command line does not load what only windows, servers and keychains need.
set -euo pipefail
cd "$1"
failed=0
refuse() { # WHAT GREP-PATTERN FOLDERS…
    local found
    found=$(grep -rnE --include='*.h' --include='*.cpp' "$2" "${@:3}" || true)
    if [[ -n $found ]]; then
        printf '%s:\n%s\n' "$1" "$found"
        failed=1
    fi
}
mapfile -t engine < <(find app -mindepth 1 -maxdepth 1 -type d ! -name image)
refuse "app/ includes a widget or something of ui/" \
    '#include *[<"](ui/|QtWidgets|Q(Widget|Dialog|MessageBox|Label|PushButton|Application|MainWindow|FileDialog)[>"])' app
refuse "only app/image/ may use Qt Gui" '#include *[<"](QtGui|Q(Image|Pixmap|Painter|GuiApplication|Color|Icon|Font)[>"])' "${engine[@]}"
refuse "app/core/ knows nothing of the folders above it" '#include "(chart|net|cloud|account|publish|cli|practice)/' app/core
refuse "app/chart/ knows nothing of network and journal" '#include "(net|cloud|account|publish|cli|practice)/' app/chart
refuse "app/publish/ knows nothing of the command line" '#include "(cli|practice)/' app/publish
refuse "nothing waits in a nested event loop" '(QEventLoop|processEvents\()' app ui
loaded=$(ldd "$2")
if grep -E 'libQt6(Gui|Widgets|Svg|DBus)|keychain|httplib' <<<"$loaded"; then
    echo "The command line loads libraries of windows, servers or keychains."
    failed=1
fi
[[ $failed == 0 ]] && echo "The layers are as they should be."
exit "$failed"
