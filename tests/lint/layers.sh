#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# layers.sh - includes point down, never up or sideways, and each foreign library has one home.
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2046 # names of sources have no blanks
exec awk -f "$lint/layers.awk" "$lint/layers.conf" $(c_files $(folders))
