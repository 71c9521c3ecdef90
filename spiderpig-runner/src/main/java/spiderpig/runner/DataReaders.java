package spiderpig.runner;

import java.util.Set;

/**
 * Programs that read stdin because it is there, as data or to hand it on. That such a program waits for stdin says
 * nothing about whether anybody is asked; only the text can, as in {@code printf 'Go on? [y/N] '; answer=$(head -n1)} or
 * when the far end of an ssh asks.
 */
final class DataReaders {

    /** By the name in {@code comm}, which has no more than 15 characters. */
    private static final Set<String> PROGRAMS = Set.of(
            // text tools
            "awk",
            "base64",
            "cat",
            "col",
            "column",
            "comm",
            "cut",
            "dd",
            "egrep",
            "expand",
            "fgrep",
            "fmt",
            "fold",
            "gawk",
            "grep",
            "head",
            "hexdump",
            "iconv",
            "jq",
            "less",
            "mawk",
            "more",
            "nl",
            "od",
            "paste",
            "pv",
            "rev",
            "rg",
            "sed",
            "shuf",
            "sort",
            "split",
            "stdbuf",
            "strings",
            "tac",
            "tail",
            "tee",
            "tr",
            "ts",
            "uniq",
            "wc",
            "xargs",
            "xxd",
            "yq",
            // checksums, archives, compression
            "b2sum",
            "bzip2",
            "cksum",
            "cpio",
            "gunzip",
            "gzip",
            "lz4",
            "md5sum",
            "pigz",
            "sha1sum",
            "sha256sum",
            "sha512sum",
            "tar",
            "unxz",
            "xz",
            "zcat",
            "zstd",
            // other machines and containers
            "ansible",
            "crictl",
            "ctr",
            "curl",
            "docker",
            "kubectl",
            "mosh-client",
            "nc",
            "nc.openbsd",
            "nc.traditional",
            "ncat",
            "nerdctl",
            "netcat",
            "oc",
            "podman",
            "rsync",
            "scp",
            "sftp",
            "slogin",
            "socat",
            "ssh",
            "telnet",
            "wget",
            // that run others
            "chroot",
            "env",
            "ionice",
            "nice",
            "parallel",
            "script",
            "setsid",
            "su",
            "sudo",
            "timeout",
            "watch");

    private DataReaders() {}

    static boolean contains(String program) {
        return PROGRAMS.contains(program);
    }
}
