package io.logc.control;

import java.nio.ByteBuffer;

/**
 * INIT: a client announces a buffer, or has the server create one.
 *
 * <pre>
 *   +---------------+-----------------------------------------------+
 *   |   Code = 1    | Append (1 byte)| log file path, UTF-8, NUL   ...
 *   +---------------+-----------------------------------------------+
 *   | Protocol version (4 bytes)                                    |
 *   +---------------------------------------------------------------+
 *   | Buffer name, NUL (empty: the server creates a buffer)        ...
 *   +---------------------------------------------------------------+
 *   | Capacity of the ring in bytes (4 bytes; used when created)    |
 *   +---------------------------------------------------------------+
 *   | Header: length (4 bytes), bytes                              ...
 *   +---------------------------------------------------------------+
 *   | Footer: length (4 bytes), bytes                              ...
 *   +---------------------------------------------------------------+
 *   | Client's identity, UTF-8, NUL                                ...
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * @param append false to truncate the log file once
 * @param logFile absolute path
 * @param version of the protocol
 * @param bufferName name of the buffer file, or empty
 * @param capacity bytes of the ring to create
 * @param header of the log file
 * @param footer of the log file
 * @param identity who asks, for people
 */
public record InitRequest(
        boolean append,
        String logFile,
        int version,
        String bufferName,
        int capacity,
        byte[] header,
        byte[] footer,
        String identity) {

    /**
     * Appends the frame.
     *
     * @param target big-endian buffer in writing mode
     */
    public void encode(final ByteBuffer target) {
        Frames.put(target, ControlProtocol.INIT, fields -> {
            fields.put((byte) (append ? 1 : 0));
            Frames.putText(fields, logFile);
            fields.putInt(version);
            Frames.putText(fields, bufferName);
            fields.putInt(capacity);
            Frames.putBytes(fields, header);
            Frames.putBytes(fields, footer);
            Frames.putText(fields, identity);
        });
    }

    /**
     * Reads the fields after the code.
     *
     * @param frame positioned after the code
     * @return the request
     * @throws ProtocolException when a field is missing or too long
     */
    public static InitRequest decode(final ByteBuffer frame) throws ProtocolException {
        return new InitRequest(
                Frames.getByte(frame, "append") != 0,
                Frames.getText(frame, "log file path"),
                Frames.getInt(frame, "protocol version"),
                Frames.getText(frame, "buffer name"),
                Frames.getInt(frame, "capacity"),
                Frames.getBytes(frame, "header"),
                Frames.getBytes(frame, "footer"),
                Frames.getText(frame, "client identity"));
    }
}
