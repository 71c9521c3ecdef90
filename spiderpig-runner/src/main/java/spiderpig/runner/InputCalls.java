package spiderpig.runner;

import java.util.Set;

/**
 * The numbers by which Linux knows the system calls that wait for input, for one processor architecture.
 *
 * <table>
 * <caption>Source: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h</caption>
 * <tr><th>call</th><th>x86-64</th><th>aarch64, riscv64</th></tr>
 * <tr><td>read, readv</td><td>0, 19</td><td>63, 65</td></tr>
 * <tr><td>poll, ppoll</td><td>7, 271</td><td>73</td></tr>
 * <tr><td>select, pselect6</td><td>23, 270</td><td>72</td></tr>
 * <tr><td>epoll_wait, epoll_pwait, epoll_pwait2</td><td>232, 281, 441</td><td>22, 441</td></tr>
 * </table>
 *
 * @param read calls whose first argument is the descriptor that is read
 * @param poll calls whose first two arguments are an array of {@code struct pollfd} and its length
 * @param pollMilliseconds the one of these whose third argument is a number of milliseconds; {@link #NONE} if there is none. That of
 *     the others is the address of a time
 * @param select calls whose first two arguments are the number of descriptors and the set of those to be read
 * @param epoll calls whose first argument is an epoll descriptor
 */
record InputCalls(Set<Integer> read, Set<Integer> poll, int pollMilliseconds, Set<Integer> select, Set<Integer> epoll) {

    static final int NONE = -1;

    static final InputCalls X86_64 =
            new InputCalls(Set.of(0, 19), Set.of(7, 271), 7, Set.of(23, 270), Set.of(232, 281, 441));

    static final InputCalls GENERIC = new InputCalls(Set.of(63, 65), Set.of(73), NONE, Set.of(72), Set.of(22, 441));

    /** Those of the machine that this runs on. */
    static InputCalls ofThisMachine() {
        String architecture = System.getProperty("os.arch", "");
        return architecture.equals("amd64") || architecture.equals("x86_64") ? X86_64 : GENERIC;
    }
}
