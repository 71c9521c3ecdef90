package spiderpig.core;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that counts the commits. */
@Entity
@Table(name = "revision")
class Revision {
    /** The id of the row. */
    static final int ID = 1;

    @Id
    @Column(name = "id", nullable = false, updatable = false)
    private int id;

    @Column(name = "value", nullable = false)
    private long value;

    /** For Jakarta Persistence. */
    protected Revision() {}

    long value() {
        return value;
    }

    long next() {
        value++;
        return value;
    }

    @Override
    public String toString() {
        return "revision " + value + " (row " + id + ")";
    }
}
