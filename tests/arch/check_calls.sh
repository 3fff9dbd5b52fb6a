#!/bin/sh
# The library never prints on its own, ends the process, reads the environment, changes the locale or keeps state:
# check_calls.sh NM OBJDUMP LIBRARY.a
#
# Writing to a stream that the caller handed over (fprintf, fputs) is fine.
set -eu
nm=$1 objdump=$2 library=$3

ends='exit|_exit|_Exit|quick_exit|abort|__assert_fail|atexit|raise|signal|sigaction'
prints='printf|vprintf|puts|putchar|perror|psignal|__printf_chk|__vprintf_chk|stderr'
outside='getenv|secure_getenv|setenv|putenv|environ|setlocale|system|popen'
state='rand|srand|random|srandom|drand48|strtok|strerror|localtime|gmtime|asctime|ctime|lgamma|signgam'

status=0
calls=$("$nm" -A -u "$library" | awk -v names="^($ends|$prints|$outside|$state)\$" '$NF ~ names { print $1, $NF }')
if [ -n "$calls" ]; then
    echo "not for a library:"
    echo "$calls"
    status=1
fi

# Constant tables live in .rodata and .data.rel.ro; anything in .data or .bss can be written to.
written=$("$objdump" -h "$library" | awk '/file format/ { object = $1 } $2 ~ /^\.(data|bss|tdata|tbss)$/ && $3 !~ /^0+$/ {
    print object, $2, "0x" $3 }')
if [ -n "$written" ]; then
    echo "static data that can be written to (object, section, bytes):"
    echo "$written"
    status=1
fi

[ $status -ne 0 ] || echo "$("$nm" -A "$library" 2>/dev/null | cut -d: -f2 | sort -u | wc -l) objects keep to the rules"
exit $status
