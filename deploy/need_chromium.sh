#!/bin/sh
# Bring Debian's chromium and a Chinese font where this may be done, else say the one command to run.
command -v chromium >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q . && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo "The browser tests need Chromium and a Chinese font. Run: sudo apt-get install -y chromium fonts-noto-cjk" >&2
exit 1
