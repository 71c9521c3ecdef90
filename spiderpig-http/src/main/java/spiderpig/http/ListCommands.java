package spiderpig.http;

import java.util.List;
import spiderpig.core.Command;
import spiderpig.core.Commands;
import spiderpig.core.Parameter;

/** What can be started, and with what, for a form. */
final class ListCommands implements Endpoint {
    private final Response response;

    ListCommands(Commands commands) {
        this.response = Response.json(
                new Answer(commands.all().stream().map(CommandView::of).toList()));
    }

    private record Answer(List<CommandView> commands) {}

    private record CommandView(String name, String description, List<ParameterView> parameters) {
        static CommandView of(Command command) {
            return new CommandView(
                    command.name(),
                    command.description(),
                    command.parameters().stream().map(ParameterView::of).toList());
        }
    }

    private record ParameterView(
            String name, String label, String kind, boolean list, int min, int max, List<String> choices) {
        static ParameterView of(Parameter parameter) {
            return new ParameterView(
                    parameter.name(),
                    parameter.label(),
                    parameter.kind().text(),
                    parameter.list(),
                    parameter.min(),
                    parameter.max(),
                    parameter.choices());
        }
    }

    @Override
    public Response answer(Request request) {
        return response;
    }
}
