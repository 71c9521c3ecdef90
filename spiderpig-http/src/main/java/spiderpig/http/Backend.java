package spiderpig.http;

import java.util.List;
import java.util.function.Supplier;
import spiderpig.core.ChangeSignal;
import spiderpig.core.Commands;
import spiderpig.core.Interactions;
import spiderpig.core.Jobs;
import spiderpig.logstore.LogStore;

/**
 * What the server puts before people.
 *
 * @param signIn how people get in
 * @param audit where unmasked reading is recorded
 * @param troubles sentences on what is wrong at this moment, for people who look; none if all is well. Called often
 * @param version of SpiderPig
 */
public record Backend(
        Jobs jobs,
        Interactions interactions,
        Commands commands,
        ChangeSignal changes,
        LogStore logs,
        SignIn signIn,
        AuditLog audit,
        Supplier<List<String>> troubles,
        String version) {}
