#!/bin/sh
# The Debian packages of a build: made, unpacked elsewhere, and the program runs from there on a data set that came with it.
#
#   check_deb.sh CPACK BUILD WORK VERSION
set -eu
cpack=$1 build=$2 work=$3 version=$4

if ! command -v dpkg-deb >/dev/null || ! command -v dpkg-shlibdeps >/dev/null; then
    echo "skipped: no dpkg here"
    exit 77
fi

rm -rf "$work"
mkdir -p "$work"
"$cpack" -G DEB --config "$build/CPackConfig.cmake" -B "$work/made" >"$work/cpack.log" 2>&1 || {
    cat "$work/cpack.log"
    exit 1
}

# field PACKAGE NAME
field()
{
    dpkg-deb -f "$work"/made/"$1"_*.deb "$2"
}

soname=${version%.*}
for package in tausq "libtausq$soname" libtausq-dev; do
    [ "$(field $package Version)" = "$version" ] || { echo "$package: not version $version"; exit 1; }
    dpkg-deb -x "$work"/made/"$package"_*.deb "$work/$package"
    [ -s "$work/$package/usr/share/doc/$package/copyright" ] || { echo "$package: no copyright"; exit 1; }
done

# Dependencies come from the binaries; where a sanitizer's library takes part these are more.
field tausq Depends | grep -q 'libgsl' || { echo "tausq: does not depend on GSL: $(field tausq Depends)"; exit 1; }
field "libtausq$soname" Depends | grep -q 'libgsl' || { echo "libtausq: does not depend on GSL"; exit 1; }
field libtausq-dev Depends | grep -q "libtausq$soname (= $version)" || { echo "libtausq-dev: wrong Depends"; exit 1; }

[ -z "$(find "$work/tausq" -name '*.h' -o -name '*.so*')" ] || { echo "tausq: holds files of the library"; exit 1; }
[ -n "$(find "$work/libtausq$soname" -name "libtausq.so.$soname")" ] || { echo "libtausq: no shared library"; exit 1; }
[ -s "$work/tausq/usr/share/man/man1/tausq.1.gz" ] || ! command -v help2man >/dev/null || { echo "tausq: no manual"; exit 1; }
[ -n "$(find "$work/libtausq-dev" -name tausq.pc)" ] || { echo "libtausq-dev: no tausq.pc"; exit 1; }

"$work/tausq/usr/bin/tausq" --version | grep -q "tausq $version"
# DerSimonian and Laird's mean of CD015033, analysis 1.14, as the review prints it: -9.29.
"$work/tausq/usr/bin/tausq" pool "$work/tausq/usr/share/tausq/datasets/alt_nafld_vitamin_e.csv" --measure MD --method DL |
    grep -q 'Estimate *-9\.29' || { echo "tausq: other numbers from the package"; exit 1; }
