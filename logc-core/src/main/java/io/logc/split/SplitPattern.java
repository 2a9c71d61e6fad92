package io.logc.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.logc.buffer.Dictionary;
import io.logc.render.DateProgram;
import io.logc.render.SplitRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern taken apart: literal text, and fields that {@link SplitEvent} writes for each event, in this order. Its bytes,
 * the <em>program</em>, say to whoever drains the buffer how to make the line; {@link SplitRecord} has the layout.
 *
 * <p>Immutable but for a memory of where its program is; any thread.
 */
public final class SplitPattern {
    private static final int PROGRAM_SCOPE = 0;
    private static final int MAX_LITERAL_LENGTH = 0xFFFF;

    private final byte[] program;
    private final TextEncoder encoder;
    /** For each field: how a key becomes its text, or 0 where that is not known. */
    private final int[] scopes;

    private final boolean[] nanos;
    private final TemplateParser parser;
    private final int templateScope;
    private final String programKey;
    private Home home = new Home(null, Dictionary.NONE);

    /** Where the program is. */
    private record Home(Names names, int reference) {}

    private SplitPattern(final Builder builder, final byte[] program) {
        this.program = program;
        encoder = builder.encoder;
        parser = builder.parser;
        templateScope = parser == null ? 0 : Scopes.of("template\n" + encoder + '\n' + parser.name());
        programKey = new String(program, ISO_8859_1);
        scopes = builder.scopes.stream().mapToInt(Integer::intValue).toArray();
        nanos = new boolean[scopes.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = builder.nanos.get(i);
        }
    }

    /**
     * Begins a pattern.
     *
     * @param charset of the log file
     * @return a builder
     */
    public static Builder builder(final Charset charset) {
        return new Builder(TextEncoder.of(charset));
    }

    /**
     * Finds the program in a dictionary, or puts it there.
     *
     * @return the reference, or {@link Dictionary#NONE} when there is no room
     */
    int programIn(final Names names) {
        final Home known = home;
        return known.names == names ? known.reference : findProgram(names);
    }

    private int findProgram(final Names names) {
        Names.Name name = names.find(PROGRAM_SCOPE, programKey);
        if (name == null) {
            name = names.learn(PROGRAM_SCOPE, programKey, Dictionary.KIND_PROGRAM, program, program.length, 0);
        }
        final int reference = name == null ? Dictionary.NONE : name.reference;
        home = new Home(names, reference);
        return reference;
    }

    TextEncoder encoder() {
        return encoder;
    }

    int fieldCount() {
        return scopes.length;
    }

    int scope(final int field) {
        return scopes[field];
    }

    boolean hasNanos(final int field) {
        return nanos[field];
    }

    TemplateParser parser() {
        return parser;
    }

    /** Where templates are known, which differ by the number of arguments too. */
    int templateScope(final int argumentCount) {
        return templateScope + argumentCount;
    }

    /** Collects the parts of a pattern. Owned by the thread that configures. */
    public static final class Builder {
        private final TextEncoder encoder;
        private final ByteArrayOutputStream ops = new ByteArrayOutputStream();
        private final StringBuilder literal = new StringBuilder();
        private final List<Integer> scopes = new ArrayList<>();
        private final List<Boolean> nanos = new ArrayList<>();
        private TemplateParser parser;
        private int count;
        private boolean impossible;

        private Builder(final TextEncoder encoder) {
            this.encoder = encoder;
            impossible = encoder == null;
        }

        /**
         * Text that is the same in each line.
         *
         * @param text any text
         * @return this
         */
        public Builder literal(final String text) {
            literal.append(text);
            return this;
        }

        /**
         * A field that depends on nothing but a key of few values, such as the level.
         *
         * @param how says in words how the key becomes the text; equal words mean equal texts
         * @return this
         */
        public Builder name(final String how) {
            return field(SplitRecord.TEXT, encoder == null ? 0 : Scopes.of("name\n" + encoder + '\n' + how), false);
        }

        /**
         * A field whose text the log call makes.
         *
         * @return this
         */
        public Builder text() {
            return field(SplitRecord.TEXT, 0, false);
        }

        /**
         * A field that is the event's local time.
         *
         * @param date how it is written
         * @return this
         */
        public Builder date(final DateProgram date) {
            field(SplitRecord.DATE, 0, date.hasNanos());
            final byte[] encoded = date.encoded();
            impossible |= encoded.length > DateProgram.MAX_LENGTH;
            ops.write(encoded.length);
            ops.writeBytes(encoded);
            return this;
        }

        /**
         * A field that is the event's message.
         *
         * @param templates takes its template apart; the same one for all message fields of a pattern
         * @return this
         */
        public Builder message(final TemplateParser templates) {
            impossible |= parser != null && parser != templates;
            parser = templates;
            return field(SplitRecord.MESSAGE, 0, false);
        }

        private Builder field(final int op, final int scope, final boolean hasNanos) {
            endLiteral();
            ops.write(op);
            count++;
            scopes.add(scope);
            nanos.add(hasNanos);
            return this;
        }

        private void endLiteral() {
            if (literal.length() == 0 || encoder == null) {
                return;
            }
            impossible |= Surrogates.atEdge(literal);
            final byte[] bytes = new byte[literal.length() * TextEncoder.MAX_BYTES_PER_CHAR];
            final int length = encoder.encode(literal, bytes, 0);
            impossible |= length > MAX_LITERAL_LENGTH;
            ops.write(SplitRecord.LITERAL);
            ops.write(length);
            ops.write(length >> Byte.SIZE);
            ops.write(bytes, 0, length);
            count++;
            literal.setLength(0);
        }

        /**
         * Makes the pattern.
         *
         * @return the pattern, or null when it cannot be split: another charset than UTF-8, ISO-8859-1 and US-ASCII, or too
         *     long
         */
        public SplitPattern build() {
            endLiteral();
            final byte[] body = ops.toByteArray();
            final int length = body.length + 2;
            if (impossible
                    || count == 0
                    || count > SplitRecord.MAX_OPERATIONS
                    || length > Dictionary.MAX_PROGRAM_LENGTH) {
                return null;
            }
            final byte[] program = new byte[length];
            program[0] = SplitRecord.PROGRAM_VERSION;
            program[1] = (byte) count;
            System.arraycopy(body, 0, program, 2, body.length);
            return new SplitPattern(this, program);
        }
    }
}
