-- One row that counts the commits: every change takes the next revision, in commit order.
CREATE TABLE revision (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    value INTEGER NOT NULL
);
INSERT INTO revision (id, value) VALUES (1, 0);

-- AUTOINCREMENT: the id of a job that was forgotten is never given to another, whose log somebody might then mistake for it.
CREATE TABLE job (
    id                  INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    command             TEXT    NOT NULL,
    parameters          TEXT    NOT NULL,
    description         TEXT    NOT NULL,
    owner               TEXT    NOT NULL,
    exclusive           TEXT,
    created_at          INTEGER NOT NULL,
    status              TEXT    NOT NULL CHECK (status IN ('QUEUED', 'IN_PROGRESS', 'COMPLETE')),
    started_at          INTEGER,
    finished_at         INTEGER,
    success             INTEGER,
    errors              TEXT    NOT NULL,
    exit_status         INTEGER,
    cancelled_by        TEXT,
    stop_step           TEXT,
    activity            TEXT,
    progress            TEXT,
    pending_interaction INTEGER,
    pinned              INTEGER NOT NULL,
    revision            INTEGER NOT NULL,
    CHECK ((status = 'COMPLETE') = (finished_at IS NOT NULL)),
    CHECK ((status = 'COMPLETE') = (success IS NOT NULL))
);
CREATE INDEX job_by_revision ON job (revision);
CREATE INDEX job_unfinished ON job (id) WHERE status <> 'COMPLETE';

CREATE TABLE interaction (
    id                 INTEGER NOT NULL PRIMARY KEY,
    job_id             INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    number             INTEGER NOT NULL,
    prompt             TEXT    NOT NULL,
    type               TEXT    NOT NULL CHECK (type IN ('CHOICES', 'TEXT', 'SECRET')),
    choices            TEXT    NOT NULL,
    default_key        TEXT,
    free_text          INTEGER NOT NULL,
    source_offset      INTEGER NOT NULL,
    repetition         INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    state              TEXT    NOT NULL CHECK (state IN ('PENDING', 'ANSWERED', 'DELIVERED', 'WITHDRAWN')),
    response           TEXT,
    responded_by       TEXT,
    responded_at       INTEGER,
    responded_revision INTEGER,
    delivery_offset    INTEGER,
    revision           INTEGER NOT NULL,
    UNIQUE (job_id, number),
    UNIQUE (job_id, source_offset, repetition),
    CHECK (state NOT IN ('ANSWERED', 'DELIVERED') OR response IS NOT NULL),
    CHECK ((response IS NULL) = (responded_by IS NULL)),
    CHECK ((response IS NULL) = (responded_at IS NULL))
);
-- At most one question at a time, whatever the program does.
CREATE UNIQUE INDEX interaction_pending ON interaction (job_id) WHERE state = 'PENDING';
CREATE INDEX interaction_by_revision ON interaction (revision);

CREATE TABLE intervention (
    id           INTEGER NOT NULL PRIMARY KEY,
    job_id       INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    kind         TEXT    NOT NULL CHECK (kind IN ('INTERRUPT', 'TERMINATE', 'KILL', 'CLOSE_INPUT')),
    requested_by TEXT,
    reason       TEXT,
    requested_at INTEGER NOT NULL,
    revision     INTEGER NOT NULL
);
CREATE INDEX intervention_by_job ON intervention (job_id, revision);
