package io.logc.control;

import java.nio.ByteBuffer;

/**
 * WRITE: drain up to the end position; the server answers with the marker once that is on file.
 *
 * <pre>
 *   +---------------+-----------------------------------------------+
 *   |   Code = 2    | start position (8) | end position (8) | marker (8)
 *   +---------------+-----------------------------------------------+
 *   +---------------+-----------------------------------------------+
 *   |  Code = 0x82  | marker (8)
 *   +---------------+-----------------------------------------------+
 * </pre>
 *
 * @param startPosition where the client saw the head; shown, never trusted
 * @param endPosition up to where to drain
 * @param marker comes back in the answer
 */
public record WriteRequest(long startPosition, long endPosition, long marker) {

    /**
     * Appends the frame.
     *
     * @param target big-endian buffer in writing mode
     */
    public void encode(final ByteBuffer target) {
        Frames.put(
                target,
                ControlProtocol.WRITE,
                fields -> fields.putLong(startPosition).putLong(endPosition).putLong(marker));
    }

    /**
     * Reads the fields after the code.
     *
     * @param frame positioned after the code
     * @return the request
     * @throws ProtocolException when a field is missing
     */
    public static WriteRequest decode(final ByteBuffer frame) throws ProtocolException {
        return new WriteRequest(
                Frames.getLong(frame, "start position"),
                Frames.getLong(frame, "end position"),
                Frames.getLong(frame, "marker"));
    }

    /**
     * Appends the answer's frame.
     *
     * @param target big-endian buffer in writing mode
     * @param marker of the request
     */
    public static void encodeResponse(final ByteBuffer target, final long marker) {
        Frames.put(target, ControlProtocol.WRITE_RESPONSE, fields -> fields.putLong(marker));
    }

    /**
     * Reads the answer's fields after the code.
     *
     * @param frame positioned after the code
     * @return the marker
     * @throws ProtocolException when it is missing
     */
    public static long decodeResponse(final ByteBuffer frame) throws ProtocolException {
        return Frames.getLong(frame, "marker");
    }
}
