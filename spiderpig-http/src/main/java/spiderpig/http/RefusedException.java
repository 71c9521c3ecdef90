package spiderpig.http;

/** A request is refused, for a reason that only HTTP knows. Carries the answer. */
final class RefusedException extends RuntimeException {
    private final transient Problem problem;

    RefusedException(Problem problem) {
        // Refusing is an everyday answer, so it costs no stack trace.
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
