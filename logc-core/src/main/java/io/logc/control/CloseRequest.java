package io.logc.control;

import java.nio.ByteBuffer;

/**
 * CLOSE: drain the rest, answer when it is on file, end the session.
 *
 * <pre>
 *   +---------------+-----------------------------------------------+
 *   |   Code = 3    | end position (8)
 *   +---------------+-----------------------------------------------+
 *   +---------------+-----------------------------------------------+
 *   |  Code = 0x83  | end position (8)
 *   +---------------+-----------------------------------------------+
 * </pre>
 *
 * @param endPosition up to where the client has written
 */
public record CloseRequest(long endPosition) {

    /**
     * Appends the frame.
     *
     * @param target big-endian buffer in writing mode
     */
    public void encode(final ByteBuffer target) {
        Frames.put(target, ControlProtocol.CLOSE, fields -> fields.putLong(endPosition));
    }

    /**
     * Appends the answer's frame.
     *
     * @param target big-endian buffer in writing mode
     */
    public void encodeResponse(final ByteBuffer target) {
        Frames.put(target, ControlProtocol.CLOSE_RESPONSE, fields -> fields.putLong(endPosition));
    }

    /**
     * Reads the fields after the code, of the request or of its answer.
     *
     * @param frame positioned after the code
     * @return the request
     * @throws ProtocolException when the position is missing
     */
    public static CloseRequest decode(final ByteBuffer frame) throws ProtocolException {
        return new CloseRequest(Frames.getLong(frame, "end position"));
    }
}
