#!/bin/bash
# readme-pictures.sh DIR: makes README's pictures anew from the ones that ./dev tour DIR left there. Small ones: a README is
# read by people who wait for it.
set -euo pipefail
pictures=$(realpath "${1:?}")
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../../.."
mkdir -p resources/pictures
for name in 01-first-start.en-light 04-chart-loaded.en-light 05-preview.en-light 07-submit-running.en-light \
    12-review-notification.en-light 05-preview.zh-dark 14-review-sent-back-notification.zh-dark; do
    convert "$pictures/$name.png" -resize 820x -dither None -colors 128 -strip "png8:resources/pictures/$name.png"
done
du -cb resources/pictures/*.png | tail -n 1
