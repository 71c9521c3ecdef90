package spiderpig.core;

/** The database was written by a newer version of this program; an older one must not touch it. */
public final class NewerSchemaException extends RuntimeException {
    NewerSchemaException(String file, int found, int known) {
        super(
                "The database %s has schema version %d, but this version of SpiderPig knows only up to %d. Install the newer version again."
                        .formatted(file, found, known));
    }
}
