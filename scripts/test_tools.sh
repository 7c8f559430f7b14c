#!/bin/sh
# What the tests use beside Python packages: Debian's Chromium for the page, Tesseract for scans, Ollama for its adapter. Each is got where
# that needs nobody's help; elsewhere the tests that need it say why they are skipped (under CI they fail instead).
set -eu
if ! command -v chromium > /dev/null || ! command -v chromedriver > /dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        apt-get -qq update > /dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium chromium-driver > /dev/null ||
            echo "test_tools.sh: chromium could not be installed" >&2
    else
        echo "test_tools.sh: the tests of the page need chromium and chromedriver (Debian: apt-get install chromium chromium-driver)" >&2
    fi
fi
if ! command -v tesseract > /dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        apt-get -qq update > /dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y tesseract-ocr tesseract-ocr-fra > /dev/null ||
            echo "test_tools.sh: tesseract could not be installed" >&2
    else
        echo "test_tools.sh: the tests of scans need Tesseract (Debian: apt-get install tesseract-ocr tesseract-ocr-fra)" >&2
    fi
fi
if [ "${CI:-}" = true ]; then
    "$(dirname "$0")/get_ollama.sh" > /dev/null
fi
