package io.logc.split;

import io.logc.buffer.Dictionary;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What producers know of a buffer's dictionary: which texts are in it, and where.
 *
 * <p>A text enters the dictionary when it is seen for the second time, in another event, so that texts which are made for one
 * event, such as a message that was concatenated, do not fill it, however many fields and appenders show them. What finds no
 * room stays outside for good, and whatever is longer with it. Lookups compare identity first: templates, logger names and
 * thread names are the same objects each time.
 *
 * <p>Any thread, without locks: a lookup or an entry that gets lost in a race costs a text in a record, or the same text in
 * the dictionary twice.
 */
public final class Names {
    private static final VarHandle NAME = MethodHandles.arrayElementVarHandle(Name[].class);

    private static final int PROBES = 4;
    private static final int MIN_SLOTS = 64;
    /** A name with its entry's header, and the place to know it, take about so much of the dictionary. */
    private static final int BYTES_PER_SLOT = 32;

    private static final int SPREAD = 0x9E3779B9;
    private static final int HALF = 16;

    private final Dictionary dictionary;
    /** Written after their entries, so that whoever finds one may let a record refer to it; read without order. */
    private final Name[] names;

    /** Of a key that was seen once: its hash, and the event in which that was. Half of one and half of another does no harm. */
    private final long[] seen;

    private final int mask;
    /** The length of the shortest text that found no room; only ever less, so whoever sees an older one tries in vain once more. */
    private int noRoomLength = Integer.MAX_VALUE;

    /** A text that needs no second look: where it is in the dictionary, or that it cannot be there. */
    static final class Name {
        final int scope;
        final String key;
        final int hash;
        /** In the dictionary, or {@link Dictionary#NONE} when it cannot be there. */
        final int reference;
        /** How many arguments a template takes. */
        final int arguments;

        Name(final int scope, final String key, final int hash, final int reference, final int arguments) {
            this.scope = scope;
            this.key = key;
            this.hash = hash;
            this.reference = reference;
            this.arguments = arguments;
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param dictionary of the buffer
     */
    public Names(final Dictionary dictionary) {
        this.dictionary = dictionary;
        final int slots = Integer.highestOneBit(Math.max(MIN_SLOTS, dictionary.capacity() / BYTES_PER_SLOT));
        names = new Name[slots];
        seen = new long[slots];
        mask = slots - 1;
    }

    /**
     * What the names are in.
     *
     * @return the dictionary
     */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** Looks a key up. Returns null when it is not known. */
    Name find(final int scope, final String key) {
        final int hash = hash(scope, key);
        int slot = slot(hash);
        for (int i = 0; i < PROBES; i++) {
            final Name name = names[slot];
            if (name == null) {
                return null;
            }
            if (name.hash == hash && name.scope == scope && (name.key == key || name.key.equals(key))) {
                return name;
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    /**
     * Whether a key that is not known was seen before, so that it is worth a place.
     *
     * @param sight tells the event in which it is seen from others, though not from all
     */
    boolean isSeenAgain(final int scope, final String key, final int sight) {
        final int hash = hash(scope, key);
        final int slot = slot(hash);
        final long last = seen[slot];
        if ((int) (last >>> Integer.SIZE) == hash) {
            return (int) last != sight && freeSlot(slot) >= 0;
        }
        seen[slot] = (long) hash << Integer.SIZE | Integer.toUnsignedLong(sight);
        return false;
    }

    /** Whether it is worth making a text of so many characters or bytes for the dictionary. */
    boolean mayHaveRoom(final int length) {
        return length < noRoomLength;
    }

    /**
     * Puts a text into the dictionary.
     *
     * @return what is known of it from now on; null when there is no room
     */
    Name learn(
            final int scope,
            final String key,
            final int kind,
            final byte[] text,
            final int length,
            final int arguments) {
        final int reference = dictionary.add(kind, text, 0, length);
        if (reference == Dictionary.NONE) {
            noRoomLength = Math.min(noRoomLength, length);
            return null;
        }
        return put(scope, key, reference, arguments);
    }

    /** Notes that a key cannot be in the dictionary, so that nobody tries again. */
    void refuse(final int scope, final String key) {
        put(scope, key, Dictionary.NONE, 0);
    }

    private Name put(final int scope, final String key, final int reference, final int arguments) {
        final int hash = hash(scope, key);
        final Name name = new Name(scope, key, hash, reference, arguments);
        final int slot = freeSlot(slot(hash));
        if (slot >= 0) {
            NAME.setRelease(names, slot, name);
        }
        return name;
    }

    private int freeSlot(final int first) {
        for (int i = 0; i < PROBES; i++) {
            final int slot = first + i & mask;
            if (names[slot] == null) {
                return slot;
            }
        }
        return -1;
    }

    private static int hash(final int scope, final String key) {
        return key.hashCode() + scope * SPREAD;
    }

    private int slot(final int hash) {
        return (hash ^ hash >>> HALF) & mask;
    }
}
