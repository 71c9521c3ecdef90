package spiderpig.http;

/** Who is logged in, and what they may do. */
final class WhoAmI implements Endpoint {
    private record Answer(String user, boolean mayRespond, boolean mayUnmask) {}

    @Override
    public Response answer(Request request) {
        return of(request.user());
    }

    static Response of(User user) {
        return Response.json(new Answer(user.name(), user.mayRespond(), user.mayUnmask()));
    }
}
