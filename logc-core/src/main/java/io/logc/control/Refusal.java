package io.logc.control;

import java.nio.ByteBuffer;

/**
 * REFUSED: why the server ends the connection.
 *
 * <pre>
 *   +---------------+-----------------------------------------------+
 *   |  Code = 0xFF  | errno (4 bytes) | message, UTF-8, NUL        ...
 *   +---------------+-----------------------------------------------+
 * </pre>
 *
 * @param errno POSIX number
 * @param message for people
 */
public record Refusal(int errno, String message) {

    /**
     * Appends the frame.
     *
     * @param target big-endian buffer in writing mode
     */
    public void encode(final ByteBuffer target) {
        Frames.put(target, ControlProtocol.REFUSED, fields -> Frames.putText(fields.putInt(errno), message));
    }

    /**
     * Reads the fields after the code.
     *
     * @param frame positioned after the code
     * @return the refusal
     * @throws ProtocolException when a field is missing
     */
    public static Refusal decode(final ByteBuffer frame) throws ProtocolException {
        return new Refusal(Frames.getInt(frame, "errno"), Frames.getText(frame, "message"));
    }
}
