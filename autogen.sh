#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# autogen.sh - makes ./configure from configure.ac.
set -eu
cd "$(dirname "$0")"
exec autoreconf -fi
