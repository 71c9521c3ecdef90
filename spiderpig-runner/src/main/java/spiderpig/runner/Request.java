package spiderpig.runner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import spiderpig.core.Interaction;
import spiderpig.core.Interactions;
import spiderpig.core.Intervention;
import spiderpig.core.Jobs;

/** Something that people have asked of a job: an answer that is to reach it, or an intervention that is to be carried out. */
sealed interface Request {
    /** The revision of the commit that made it. */
    long revision();

    /** A question of the job has been answered. */
    record Response(Interaction interaction) implements Request {
        @Override
        public long revision() {
            return interaction.respondedRevision();
        }
    }

    /** It is to be stopped, or its input to end. */
    record Action(Intervention intervention) implements Request {
        @Override
        public long revision() {
            return intervention.revision();
        }
    }

    /**
     * What was asked of a job by commits after {@code revision}, in their order and without a gap: whatever is committed later,
     * or is missing here, has a higher revision than everything in the list.
     */
    static List<Request> since(Jobs jobs, Interactions interactions, long job, long revision) {
        // Revisions rise in the order of commits, so an intervention that is not seen here yet comes after all of these
        // answers.
        List<Interaction> answered = interactions.answeredSince(job, revision);
        List<Intervention> interventions = jobs.interventionsSince(job, revision);
        long last = Long.MAX_VALUE;
        if (!interventions.isEmpty()) {
            // An answer may have come between the two looks. Of those that are found now, the ones before the last
            // intervention are complete: that one was there at the second look.
            last = interventions.get(interventions.size() - 1).revision();
            answered = interactions.answeredSince(job, revision);
        }
        List<Request> requests = new ArrayList<>();
        for (Interaction interaction : answered) {
            if (interaction.respondedRevision() <= last) {
                requests.add(new Response(interaction));
            }
        }
        interventions.forEach(intervention -> requests.add(new Action(intervention)));
        requests.sort(Comparator.comparingLong(Request::revision));
        return requests;
    }
}
