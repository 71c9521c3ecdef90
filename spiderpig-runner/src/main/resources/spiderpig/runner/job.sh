#!/bin/sh
# job.sh DIRECTORY PROGRAM [ARGUMENT...]
#
# Runs PROGRAM so that it outlives whoever started this script. The two meet only in DIRECTORY (absolute, 0700), where the
# starter has put the empty files "output" and "answers". Started in a session of its own; the working directory, the
# environment and the umask are PROGRAM's. Needs nothing but a POSIX shell, setsid, tail and /proc.
#
#     answers --tail -f--> in (fifo) --> PROGRAM --> out (fifo) --copy--> output
#
# Writes:  claim, leader,    links to "pid:start-ticks:boot-id" of this script, of PROGRAM (which leads a session and a
#          feeder, copier    process group of its own), of the tail and of the copy: proofs of life
#          exit              "status size-of-output", by rename, once PROGRAM has ended and its output is written
#
# Whoever creates "claim" first owns the start: a starter that creates it has given up the start, for good.
#
# Variables begin with "_": one that is exported already, a "path" or a "name", must reach PROGRAM unchanged.

_copy='# Standard input to standard output. A full disk makes it wait, and with it PROGRAM: cat would drop what it holds.
  $0 = "job-output";
  $SIG{USR1} = sub { $over = 1 };                  # the job is over: swallow what background processes still print
  while (!defined($n = sysread STDIN, $data, 65536) || $n) {
    for ($done = 0; $n && $done < $n && !$over; ) {
      if ($written = syswrite STDOUT, $data, $n - $done, $done) {
        $done += $written; $full and $0 = "job-output", $full = 0;
      } else {
        $0 = "job-output-full"; $full = 1; select undef, undef, undef, 0.2;
      }
    }
  }'

pause() { sleep 0.1 2>/dev/null || sleep 1; }

# identify LINK: says who the calling process is, atomically; fails if the link is there already.
identify() {
  read -r _stat </proc/self/stat
  _pid=${_stat%% *}
  set -- "$1" ${_stat##*) }                        # fields from the 3rd on; the 22nd is the start in clock ticks
  read -r _boot </proc/sys/kernel/random/boot_id
  until ln -s "$_pid:${21}:$_boot" "$1" 2>/dev/null; do
    [ ! -L "$1" ] && [ -d "${1%/*}" ] || return 1
    pause                                          # disk full
  done
}

# feed: answers to the job. The only writer of "in", so that its death is the end of the job's input.
feed() {
  trap '' HUP INT QUIT TERM
  identify "$_job/feeder"
  _every=-s0.1                                     # should inotify be exhausted; busybox knows no such option
  tail $_every -n0 /dev/null 2>/dev/null || _every=
  exec tail $_every -n+1 -f "$_job/answers"
}

# collect: what the job prints to the file. Through a pipe, because in a job whose standard error is a file any
# "echo >/dev/stderr" would truncate it.
collect() {
  trap '' HUP INT QUIT TERM
  identify "$_job/copier"
  unset PERL5OPT PERL5LIB PERL5DB
  export LC_ALL=C
  command -v perl >/dev/null && exec perl -e "$_copy"
  until cat; do pause; done
}

# lead PATH PROGRAM...: becomes the job. If it can't, the shell says why in the job's output and ends with 126 or 127.
lead() {
  identify "$_job/leader"
  PATH=$1
  shift
  exec "$@"
}

# Whether the process at the other end of the output has more to write: it lives, and either is held up by a full disk or
# has had less than two seconds. A background process that keeps the output open must not keep the job from ending.
collecting() {
  [ -e "/proc/$_copier/fd/0" ] || return 1
  [ "$_waited" -lt 20 ] && return 0
  read -r _name <"/proc/$_copier/comm" && [ "$_name" = job-output-full ]
}

# Whether signals are ignored, as the job's would be too. Started in the background of a script, the server ignores SIGINT.
ignores_signals() {
  while read -r _key _signals; do
    [ "$_key" != SigIgn: ] || break
  done </proc/self/status
  case $_signals in *[!0]*) return 0 ;; esac
  return 1
}

run() {
  _path=$PATH
  PATH=/usr/bin:/bin:$PATH                         # the job's PATH may be anything
  identify "$_job/claim" || exit 0
  trap : HUP INT QUIT TERM                         # not ignored, which the job would inherit
  until { [ -p "$_job/in" ] && [ -p "$_job/out" ]; } || mkfifo -m 600 "$_job/in" "$_job/out"; do
    [ -d "$_job" ] || exit 1
    pause
  done
  exec 3<>"$_job/in" 4<"$_job/in" 5>"$_job/in" 3>&-  # through a read-write open, so that no open waits for the other end
  exec 3<>"$_job/out" 6<"$_job/out" 7>"$_job/out" 3>&-
  _feeder=
  if [ -e "$_job/answers" ]; then                  # without, the job finds its input at its end
    feed >&5 4<&- 5>&- 6<&- 7>&- &
    _feeder=$!
  fi
  collect <&6 >>"$_job/output" 4<&- 5>&- 6<&- 7>&- &
  _copier=$!
  exec 5>&- 6<&-
  _default=
  ignores_signals && env --default-signal true 2>/dev/null && _default='env --default-signal'
  ( exec setsid $_default /bin/sh "$0" --lead "$_job" "$_path" "$@" ) <&4 >&7 2>&7 4<&- 7>&-
  _status=$?
  exec 7>&-
  # Ours still, and not a process that has got the number of one that was killed?
  [ -n "$_feeder" ] && [ "/proc/$_feeder/fd/1" -ef "/proc/$$/fd/4" ] && kill -s KILL "$_feeder"
  umask 077
  _waited=0
  while collecting; do _waited=$((_waited + 1)); pause; done
  _result=
  until [ -n "$_result" ] && [ "$_result" = "$(cat "$_job/exit.tmp" 2>/dev/null)" ] && mv "$_job/exit.tmp" "$_job/exit"; do
    [ -d "$_job" ] || break
    [ -z "$_result" ] || pause                     # disk full: the status must not be lost
    _result="$_status $(($(wc -c <"$_job/output")))"
    echo "$_result" >"$_job/exit.tmp"
  done
  [ -e "/proc/$_copier/fd/0" ] && kill -s USR1 "$_copier"
}

case $1 in
  --lead) _job=$2; shift 2; lead "$@" ;;
  *) _job=$1; shift; run "$@" ;;
esac
exit 0
