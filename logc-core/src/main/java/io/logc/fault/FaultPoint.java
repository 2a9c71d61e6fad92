package io.logc.fault;

/**
 * The places in application and server at which a test can have the process die or a thread freeze. Each stands
 * <em>behind</em> the step that its name tells.
 */
public enum FaultPoint {
    // An application thread in a log call, in order.
    /** A log call has entered the publisher, nothing is claimed. */
    CALL_ENTERED(Part.PRODUCER),
    /** A text of the dictionary has its place, nothing stands there, nothing refers to it. */
    TEXT_CLAIMED(Part.PRODUCER),
    /** The text's bytes are there, its length is not. */
    TEXT_STORED(Part.PRODUCER),
    /** The tail was moved by the claim's compare-and-set, nothing stands in the claimed range. */
    TAIL_MOVED(Part.PRODUCER),
    /** The padding before a claim that goes on at the ring's beginning has its negative length. */
    PADDING_CLAIMED(Part.PRODUCER),
    /** The padding is published, the record behind it is not. */
    PADDING_PUBLISHED(Part.PRODUCER),
    /** The record's negative length is stored. */
    HEADER_STORED(Part.PRODUCER),
    /** Half of the payload is copied. */
    HALF_COPIED(Part.PRODUCER),
    /** The payload is copied, the record is not committed. */
    COPIED(Part.PRODUCER),
    /** The record is committed, the consumer was not told. */
    COMMITTED(Part.PRODUCER),
    /** The consumer was told, or needs not be. */
    SIGNALLED(Part.PRODUCER),
    /** A call that found no room has noted where, and not yet counted the drop. */
    DROP_POSITION_NOTED(Part.PRODUCER),
    /** A dropped event is counted. */
    DROP_COUNTED(Part.PRODUCER),

    // The opener and the conductor of an application.
    /** The next generation's number is written, and not in its place. */
    GENERATION_UNNAMED(Part.OWNER),
    /** A generation is numbered, nothing bears it. */
    GENERATION_NUMBERED(Part.OWNER),
    /** The owner's lock is held under its temporary name. */
    OWNER_LOCKED_UNNAMED(Part.OWNER),
    /** The owner's lock has its name, there is no buffer. */
    OWNER_LOCKED(Part.OWNER),
    /** The buffer file is there with half of its zeros. */
    BUFFER_HALF_ALLOCATED(Part.OWNER),
    /** The buffer's header is complete, the version that publishes it is missing. */
    BUFFER_UNPUBLISHED(Part.OWNER),
    /** The buffer is published, no call uses it. */
    BUFFER_PUBLISHED(Part.OWNER),
    /** Calls go to the successor, the predecessor is not sealed. */
    SUCCESSOR_USED(Part.OWNER),
    /** The predecessor is sealed, nobody drains the successor. */
    PREDECESSOR_SEALED(Part.OWNER),
    /** A server has proven itself, the application still drains. */
    SERVER_GREETED(Part.OWNER),
    /** The application has let go of the buffer, the server was not asked. */
    BUFFER_RELEASED(Part.OWNER),
    /** The server was asked to take over. */
    BUFFER_OFFERED(Part.OWNER),
    /** The application knows that the server drains. */
    SERVER_TOOK_OVER(Part.OWNER),
    /** The application knows that the server is gone, nobody drains. */
    SERVER_LOST(Part.OWNER),
    /** The application drains again. */
    BUFFER_TAKEN_BACK(Part.OWNER),

    // A log file's writer, in the server or in the application, in the order of a batch's steps.
    /** The consumer's lock of a buffer is held, the writer does not know. */
    CONSUMER_LOCKED(Part.WRITER),
    /** The log file's writer lock is held. */
    WRITER_LOCKED(Part.WRITER),
    /** A batch is made, the journal says nothing. */
    BATCH_RENDERED(Part.WRITER),
    /** The journal's entry is stored in half, its state says that there is none. */
    ENTRY_HALF_STORED(Part.WRITER),
    /** Step 1: the journal says pending. */
    PENDING_NOTED(Part.WRITER),
    /** Half of the batch is appended. */
    HALF_APPENDED(Part.WRITER),
    /** Step 2: the batch is appended, or the file truncated. */
    APPENDED(Part.WRITER),
    /** Between the two: the file was found unlinked, and a new one is open. */
    REOPENED(Part.WRITER),
    /** Step 3: the path was checked. */
    PATH_CHECKED(Part.WRITER),
    /** Step 4: the journal says written. */
    WRITTEN_NOTED(Part.WRITER),
    /** Half of the ring's space is zeroed. */
    HALF_ZEROED(Part.WRITER),
    /** Step 5: the ring's space is zeroed. */
    ZEROED(Part.WRITER),
    /** Step 6: the head moved, or drops count as reported. */
    HEAD_MOVED(Part.WRITER),
    /** Step 7: the journal is cleared. */
    JOURNAL_CLEARED(Part.WRITER),
    /** A finished buffer's file is removed, its locks are there. */
    BUFFER_REMOVED(Part.WRITER),
    /** A finished buffer's file and its consumer's lock are removed. */
    CONSUMER_LOCK_REMOVED(Part.WRITER),
    /** A damaged buffer is put aside, its locks are held. */
    BUFFER_PUT_ASIDE(Part.WRITER),
    /** A buffer is let go of in good order. */
    CONSUMER_RELEASED(Part.WRITER),

    // Recovery of what another process left.
    /** A dead owner's lock is held, the buffer does not say that it is an orphan. */
    ORPHAN_LOCKED(Part.RECOVERY),
    /** The buffer says that it is an orphan, nobody is its consumer. */
    ORPHAN_MARKED(Part.RECOVERY),
    /** The orphan's consumer lock is held, the writer does not know. */
    ORPHAN_ADOPTED(Part.RECOVERY),
    /** An interrupted batch was found in the journal. */
    SETTLING_BEGUN(Part.RECOVERY),
    /** The interrupted batch was made again, nothing is done. */
    RENDERED_AGAIN(Part.RECOVERY),
    /** Half of a batch's missing rest is appended. */
    HALF_COMPLETED(Part.RECOVERY),
    /** A batch's missing rest is appended. */
    COMPLETED(Part.RECOVERY),
    /** The journal says that the interrupted batch is written. */
    SETTLED_WRITTEN(Part.RECOVERY),
    /** The interrupted batch's space is free, the journal is not cleared. */
    SETTLED_APPLIED(Part.RECOVERY),
    /** The journal was cleared, and the batch is to be written from its start. */
    SETTLED_UNWRITTEN(Part.RECOVERY),

    // The server.
    /** The directory's server lock is held, no client can know. */
    SERVER_LOCKED(Part.SERVER),
    /** The server file is written, nobody accepts. */
    SERVER_ANNOUNCED(Part.SERVER),
    /** A client's INIT is read. */
    INIT_RECEIVED(Part.SERVER),
    /** A client's buffer is attached, the client does not know. */
    INIT_ATTACHED(Part.SERVER),
    /** What a client is to know is sent. */
    ANSWERED(Part.SERVER),
    /** A client's WRITE is read. */
    WRITE_RECEIVED(Part.SERVER),
    /** A client's CLOSE is read. */
    CLOSE_RECEIVED(Part.SERVER),
    /** A client's connection has ended, its buffer is attached. */
    CLIENT_GONE(Part.SERVER),
    /** A message's client has its slot in the ledger, the message is not in the ring. */
    MESSAGE_CLIENT_NOTED(Part.SERVER),
    /** A message is in the ring, its client does not know. */
    MESSAGE_PUBLISHED(Part.SERVER),
    /** A batch of messages is forced to the disk, where its buffer asks for that; nobody has noted which they were. */
    FORCED(Part.SERVER),
    /** The ledger says which messages are on file, the journal does not yet. */
    LEDGER_NOTED(Part.SERVER),
    /** The head has passed messages, nobody was told. */
    MESSAGES_DRAINED(Part.SERVER);

    /** Who comes past a point. */
    public enum Part {
        /** A thread of the application in a log call. */
        PRODUCER,
        /** The application's opener or conductor. */
        OWNER,
        /** The writer of a log file, in either host. */
        WRITER,
        /** The writer of a log file that settles or adopts. */
        RECOVERY,
        /** A thread of the server. */
        SERVER
    }

    private final Part part;

    FaultPoint(final Part part) {
        this.part = part;
    }

    /**
     * Who comes past this point.
     *
     * @return the part
     */
    public Part part() {
        return part;
    }

    /** Says that the thread is here. Does nothing unless {@link Faults#ARMED}. */
    public void reached() {
        if (Faults.ARMED) {
            Faults.act(this);
        }
    }
}
