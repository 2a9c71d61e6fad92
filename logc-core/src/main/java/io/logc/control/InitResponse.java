package io.logc.control;

import java.nio.ByteBuffer;

/**
 * The answer to INIT.
 *
 * <pre>
 *   +---------------+---------------+-------------------------------+
 *   |  Code = 0x81  |  Result = 1   | buffer name, NUL             ...
 *   +---------------+---------------+-------------------------------+
 *
 *   +---------------+---------------+-------------------------------+
 *   |  Code = 0x81  |  Result = 0   | errno (4 bytes) | message,NUL...
 *   +---------------+---------------+-------------------------------+
 * </pre>
 *
 * @param accepted whether the server drains the buffer now
 * @param errno POSIX number when it does not
 * @param text name of the buffer, or why not
 */
public record InitResponse(boolean accepted, int errno, String text) {

    /**
     * Appends the frame.
     *
     * @param target big-endian buffer in writing mode
     */
    public void encode(final ByteBuffer target) {
        Frames.put(target, ControlProtocol.INIT_RESPONSE, fields -> {
            fields.put((byte) (accepted ? 1 : 0));
            if (!accepted) {
                fields.putInt(errno);
            }
            Frames.putText(fields, text);
        });
    }

    /**
     * Reads the fields after the code.
     *
     * @param frame positioned after the code
     * @return the response
     * @throws ProtocolException when a field is missing
     */
    public static InitResponse decode(final ByteBuffer frame) throws ProtocolException {
        final boolean accepted = Frames.getByte(frame, "result") == 1;
        final int errno = accepted ? 0 : Frames.getInt(frame, "errno");
        return new InitResponse(accepted, errno, Frames.getText(frame, "buffer name or message"));
    }
}
