package spiderpig.http;

/**
 * One operation of the API. Called by any number of threads at once, none of which serves other connections, so it may wait
 * for the database or the disk. What it throws becomes a refusal by {@link Problem#of}.
 */
@FunctionalInterface
interface Endpoint {
    Response answer(Request request);
}
