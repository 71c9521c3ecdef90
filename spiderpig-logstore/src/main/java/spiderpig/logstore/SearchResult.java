package spiderpig.logstore;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a search has found within its time. Neither match nor cursor: there is no such line that way.
 *
 * @param match the first matching line from where the search began, as the view shows it
 * @param cursor if the time was used up before there was a match: the line to go on from, in the same direction
 */
public record SearchResult(Optional<LogRecord> match, OptionalLong cursor) {
    static final SearchResult NONE = new SearchResult(Optional.empty(), OptionalLong.empty());

    static SearchResult of(LogRecord match) {
        return new SearchResult(Optional.of(match), OptionalLong.empty());
    }

    static SearchResult goOnFrom(long line) {
        return new SearchResult(Optional.empty(), OptionalLong.of(line));
    }
}
