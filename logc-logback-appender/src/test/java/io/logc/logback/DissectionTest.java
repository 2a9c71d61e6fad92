package io.logc.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.core.spi.ScanException;
import ch.qos.logback.core.status.Status;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left to whoever makes the line is what the documentation says. */
class DissectionTest {
    private static final String[] KINDS = {"literal", "name", "date", "message", "text", "exception"};

    private final SplitDifference difference = new SplitDifference();

    /** The exception that Logback adds at the end of most patterns is the last text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "%d [%thread] %-5level %logger{36} - %msg%n # date literal name literal name literal name literal message literal exception",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p %-40.40logger{39}%m%nopex # date literal name literal name message literal",
                "%d{ISO8601, UTC}%d{\"HH:mm:ss,SSS\", Asia/Tokyo, ja-JP}%nopex # date date literal",
                "%d{EEE}%30d%d{hh a}%d{nonsense}%nopex # text text text text literal",
                "%-10.10t%.-3p%contextName%c{0}%nopex # name name name name literal",
                "%highlight(%-5p) %cyan(%c{3}) %replace(%t){'-', ''}%-9(<%t>) %nopex # name literal name literal name name literal literal",
                "%highlight(%c) %cyan(%m) %-9(%p%t) %20m%.9m%nopex # text literal text literal text literal text text literal",
                "%(%d %(%p) %m) %nopex # date literal name literal message literal literal",
                "%n%5n%-20(a%n) %replace(abc){'b', ''}%nopex # literal literal literal literal literal literal",
                "%r%micros%sn%X%X{a}%marker%kvp%caller{1}%C%M%L%F%property{a}%ex%9xEx%rEx{2}%ex{1, E} # "
                        + "text text text text text text text text text text text text text exception text exception text",
            })
    void shouldDeferWhatServerCanMake(final String pattern, final String kinds) throws ScanException {
        assertThat(kindsOf(pattern)).isEqualTo(kinds);
    }

    @Test
    void shouldKeepTextsOfConversionsThatMustBeAskedOnce() throws ScanException {
        final List<Boolean> askedOnce =
                Dissection.of(difference.encoder("%lsn%kvp%marker%caller{1, E}%ex{1, E}%X%m%p%ex", null)).stream()
                        .map(Step::isAskedOnce)
                        .collect(Collectors.toList());
        assertThat(askedOnce).containsExactly(true, true, true, true, true, false, false, false, false);
    }

    @Test
    void shouldSayNothingTwiceWhenWordIsUnknown() throws ScanException {
        final PatternLayoutEncoder encoder = difference.encoder("%m %unknown %(%unknown2)%n", null);
        final int said = statuses();
        assertThat(Dissection.of(encoder)).isNull();
        assertThat(statuses()).isEqualTo(said).isPositive();
    }

    private int statuses() {
        return (int) difference.context().getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getLevel() >= Status.WARN)
                .count();
    }

    @Test
    void shouldNameNamesByAllThatTheirTextDependsOn() throws ScanException {
        final List<String> words = Dissection.of(difference.encoder(
                        "%p%5p%-5p%.5p%c%c{1}%c{2}%t%cyan(%p) %red(%p) %cyan(%5p) %replace(%p){a, b}%replace(%p){b, a}%-2(a%p) %-2(%p) %nopex",
                        null))
                .stream()
                .filter(step -> step.kind == Step.NAME)
                .map(step -> step.words)
                .collect(Collectors.toList());
        assertThat(words).hasSize(15).doesNotHaveDuplicates();
    }

    private String kindsOf(final String pattern) throws ScanException {
        return Dissection.of(difference.encoder(pattern, null)).stream()
                .map(step -> KINDS[step.kind])
                .collect(Collectors.joining(" "));
    }
}
