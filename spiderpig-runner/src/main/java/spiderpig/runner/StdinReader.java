package spiderpig.runner;

/**
 * A process that waits for what comes next on its job's stdin.
 *
 * @param pid its process id
 * @param program its name as the kernel gives it ({@code comm}), at most 15 characters
 * @param how how it waits
 */
record StdinReader(long pid, String program, Wait how) {

    enum Wait {
        /** In {@code read(2)} of stdin, or in {@code poll(2)} without end, and for nothing else: it goes on when a line comes, not before. */
        READING,
        /** For stdin among other things (poll, select, epoll), or in a way that can't be told apart from that. */
        LISTENING
    }
}
