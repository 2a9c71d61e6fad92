package io.logc.logback;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Patterns with each conversion word and option of Logback's manual, padded, truncated and nested; and random ones of the same parts. */
final class PatternCorpus {
    /** Each with itself only, so that a fault names its word. */
    private static final String[] WORDS = {
        "c",
        "lo",
        "logger",
        "c{0}",
        "c{1}",
        "c{5}",
        "logger{15}",
        "logger{36}",
        "lo{120}",
        "c{-1}",
        "logger{x}",
        "C",
        "class",
        "C{0}",
        "class{20}",
        "M",
        "method",
        "L",
        "line",
        "F",
        "file",
        "cn",
        "contextName",
        "p",
        "le",
        "level",
        "t",
        "thread",
        "m",
        "msg",
        "message",
        "r",
        "relative",
        "micros",
        "ms",
        "epoch",
        "ep{seconds}",
        "sn",
        "sequenceNumber",
        "d",
        "date",
        "d{ISO8601}",
        "d{STRICT}",
        "d{ISO8601, UTC}",
        "d{}",
        "date{HH:mm:ss.SSS}",
        "d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}",
        "d{yyyy-MM-dd HH:mm:ssZ, Asia/Kolkata}",
        "d{HH:mm x, Australia/Lord_Howe}",
        "d{\"yyyy-MM-dd HH:mm:ss,SSS\", Europe/Berlin}",
        "d{X, UTC}",
        "d{XXXXX yyyy, America/St_Johns}",
        "d{\"HH:mm:ss,SSSSSS\"}",
        "d{ssSSSSSSSSS}",
        "d{uuuuMMddHHmmssS}",
        "d{d.M.yyyy H:m:s}",
        "d{hh:mm:ss}",
        "d{h.m}",
        "d{hh:mm a, UTC, en-US}",
        "d{\"'at' HH 'o''clock'\"}",
        "d{\"''yyyy''\"}",
        "d{yyyy'X'Z}",
        "d{yy}",
        "d{y-MM}",
        "d{yyyyy}",
        "d{\"EEE, MMM d yyyy\"}",
        "d{\"EEEE d MMMM yyyy\", UTC, de-DE}",
        "d{ZZZZ}",
        "d{O}",
        "d{z}",
        "d{VV, Asia/Tokyo}",
        "d{D w n N A}",
        "d{[HH:mm]}",
        "d{yyyy-MM-dd, Pacific/Apia}",
        "d{nonsense}",
        "d{yyyy\u5e74MM\u6708dd\u65e5}",
        "d{HH:mm:ss.SSS, +05:45}",
        "d{yyyy-MM-dd HH:mm:ss, UTC, ar-EG-u-nu-arab}",
        "d{yyyy, UTC, th-TH-u-ca-buddhist}",
        "ex",
        "exception",
        "throwable",
        "ex{full}",
        "ex{short}",
        "ex{0}",
        "ex{2}",
        "ex{3, org.junit, java.base}",
        "xEx",
        "xException",
        "xThrowable{short}",
        "xEx{5}",
        "rEx",
        "rootException",
        "rEx{2}",
        "nopex",
        "nopexception",
        "X",
        "mdc",
        "X{user}",
        "mdc{user}",
        "X{absent}",
        "X{absent:-none}",
        "mdc{user:-nobody}",
        "X{odd key:-}",
        "marker",
        "kvp",
        "kvp{NONE}",
        "kvp{SINGLE}",
        "kvp{DOUBLE}",
        "maskedKvp{secret}",
        "maskedKvp{NONE, secret}",
        "property{zone}",
        "property{absent}",
        "property{java.vm.name}",
        "property",
        "caller{1}",
        "caller{2}",
        "caller{0..1}",
        "caller{5..6}",
        "n",
        "unknownWord"
    };

    /** Words within others, which are also the parts of random patterns. */
    private static final String[] WHOLE = {
        "%d [%thread] %-5level %logger{36} - %msg%n",
        "%d{HH:mm:ss.SSS} [%thread] %-5level %logger{36} -%kvp- %msg%n",
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p 4711 --- [%t] %-40.40logger{39} : %m%n%ex",
        "%-4relative [%thread] %-5level %logger{35} - %msg%n",
        "%date %level [%thread] %logger{10} [%file:%line] %msg%n",
        "%-30(%d{HH:mm:ss.SSS} [%thread]) %-5level %logger{32} - %msg%n",
        "%(%d [%t] (%p\\)) %m%n",
        "%20(%m)|%-20(%m)|%.5(%m)|%.-5(%m)|%8.10(%m)%n",
        "%(%(%(%m)))%n",
        "%-8(%(%p))|%n",
        "[%-5p]%10t|%-10t|%.3t|%.-3t|%5.7t|%-5.7t|%-5.-7t %m%n",
        "%5p|%-7p|%.1p|%.-1p|%7.3p|%-7.-3p%n",
        "%20c|%-20c|%.10c|%.-10c|%20.30c|%-20.-30c|%-40.40c{39}|%20c{0}%n",
        "%30m|%-30m|%.8m|%.-8m|%30.40m|%-30.-40m%n",
        "%30d|%-30d|%.10d|%.-12d|%-30.40d{HH:mm}%n",
        "%4n|%-4n|%5nopex|%n",
        "%10ex{short}|%-10ex{short}|%.20ex|%m%n",
        "%10X{user}|%-10X{user}|%.2X{user}|%.-2X|%m%n",
        "%10marker|%-10kvp|%n",
        "%10contextName|%-10cn|%.3cn|%.-3cn|%12property{zone}%n",
        "%6r|%-6micros|%6sn|%.2sn%n",
        "%12C|%.5M|%6L|%.-4F%n",
        "%replace(%msg){'\\s+', '_'}%n",
        "%replace(%logger %msg){'[aeiou]', '*'}%n%ex",
        "%replace(%p){'O', '0'}%m%n",
        "%replace(%ex{full}){'[\\r\\n]+', ' | '}%nopex%n",
        "%-20.20replace(%t %p){'-', ''}|%m%n",
        "%replace(abc){'b', 'x'}%m%n",
        "%replace(%replace(%m){'a', 'b'}){'b', 'c'}%n",
        "%replace(%m){'x'}%n",
        "%replace(%msg){'(.)', '<$1>'}%n",
        "%highlight(%-5level) %cyan(%logger{15}) - %msg%n",
        "%highlight(%msg)%n",
        "%highlight(%-5p [%t])%m%n",
        "%black(%p)%red(%p)%green(%p)%yellow(%p)%blue(%p)%magenta(%p)%cyan(%p)%white(%p)%gray(%p)%m%n",
        "%boldRed(%c)%boldGreen(%c)%boldYellow(%c)%boldBlue(%c)%boldMagenta(%c)%boldCyan(%c)%boldWhite(%c)%m%n",
        "%red(%d{HH:mm}) %boldGreen(%cyan(%t)) %10.12gray(%m)|%n",
        "%cyan(literal) %m%n",
        "%highlight(%highlight(%p))%m%n",
        "%prefix(%level %logger %msg)%n",
        "%prefix(%d %t %X{user} %X %property{zone})%n",
        "%prefix(%p)%m%n",
        "%level%logger%thread%msg%d%n",
        "%m%m%m",
        "%p%p%p%m%n%p",
        "%d%d{HH}%d{XXX}%m",
        "%m",
        "%n",
        "text only",
        " ",
        "%p",
        "%ex",
        "%msg%nopex%n",
        "%m%n%rEx{short}%ex{short}%xEx{1}",
        "%m{a}{b}%n",
        "%p{x} %t{y} %m%n",
        "(%m) [%m] {%m} \\(%m\\) \\{%m\\} \\_%m \\\\%m \\t%m\\n%n",
        "a\tb\rc\u0001%m%n",
        "100\\% %m%n",
        "\u00e4\u00f6\u00fc \u4e16\u754c \ud83d\ude80 %m \u20ac%n",
        "\udc00%m\ud800%n",
        "\ud83d%m\ude80%n",
        "%m\ud83d%msg\ude80%n",
        "%msg\\_text%n",
        "%d{HH:mm:ss}_%p_%m%n",
        "%msg%ex{short}%ex%n",
        "%X{a:-%m}%n",
        "%5(%-3p|%3p) %m%n",
        "%m%(%n",
        "%)",
        "%property{zone}%contextName%marker%kvp%X%caller{1}%m%n",
        "%-1.1p %-3.3t %-5.5c{0} %-9.9m|%n",
        "%-5level%level %m%n",
        "{\"time\":\"%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC}\",\"level\":\"%p\",\"msg\":\"%replace(%m){'\"', '\\\\\"'}\"}%n"
    };

    private static final String[] RANDOM_LITERALS = {
        " ",
        " - ",
        "[",
        "]",
        "|",
        ": ",
        "x",
        "\u00e9",
        "\u4e16",
        "\ud83d\ude80",
        "\\(",
        "\\)",
        "\\%",
        "\\\\",
        "\\t",
        ".",
        "#",
        "\u0000"
    };
    private static final String[] RANDOM_GROUPS = {"", "highlight", "cyan", "boldRed", "replace", "prefix", "gray"};
    private static final String[] RANDOM_REPLACEMENTS = {"{'[aeiou]', ''}", "{'(\\\\S)\\\\s', '$1_'}", "{'^.', '<'}"};
    private static final int MAX_DEPTH = 3;

    private PatternCorpus() {}

    static List<String> all() {
        final List<String> patterns = new ArrayList<>(List.of(WHOLE));
        for (final String whole : WHOLE) {
            patterns.add(whole.replace(")%", ") %")); // Logback reads the percent sign of the former as text
        }
        for (final String word : WORDS) {
            patterns.add("%" + word);
            patterns.add("<%" + word + "> %-5level [%thread] %msg%n");
            if (Character.isLetter(word.charAt(0))) {
                patterns.add("%-12" + word + "|%12" + word + "|%.4" + word + "|%.-4" + word + "|%3.6" + word + "%n");
            }
        }
        return patterns.stream().distinct().collect(Collectors.toList());
    }

    /** A pattern that depends on the seed only. */
    static String random(final long seed) {
        return random(new Random(seed), 0);
    }

    private static String random(final Random random, final int depth) {
        final int length = 1 + random.nextInt(depth == 0 ? 9 : 4);
        return IntStream.range(0, length)
                .mapToObj(i -> randomPart(random, depth))
                .collect(Collectors.joining());
    }

    private static String randomPart(final Random random, final int depth) {
        final int kind = random.nextInt(10);
        if (kind < 3) {
            return RANDOM_LITERALS[random.nextInt(RANDOM_LITERALS.length)];
        }
        if (kind == 3 && depth < MAX_DEPTH) {
            final String group = RANDOM_GROUPS[random.nextInt(RANDOM_GROUPS.length)];
            return "%" + randomFormat(random) + group + "(" + random(random, depth + 1) + ")"
                    + ("replace".equals(group) ? RANDOM_REPLACEMENTS[random.nextInt(RANDOM_REPLACEMENTS.length)] : " ");
        }
        final String word = kind < 6 ? List.of("m", "d", "p", "t", "c").get(random.nextInt(5)) : randomWord(random);
        return "%" + randomFormat(random) + word + (random.nextBoolean() ? "" : " ");
    }

    /** Not a number behind a word, which the parser would read as part of the next one. */
    private static String randomWord(final Random random) {
        return WORDS[random.nextInt(WORDS.length - 1)];
    }

    private static String randomFormat(final Random random) {
        switch (random.nextInt(6)) {
            case 0:
                return (random.nextBoolean() ? "-" : "") + random.nextInt(30);
            case 1:
                return "." + (random.nextBoolean() ? "-" : "") + (1 + random.nextInt(20));
            case 2:
                final int min = random.nextInt(12);
                return (random.nextBoolean() ? "-" : "") + min + "." + (random.nextBoolean() ? "-" : "")
                        + (min + 1 + random.nextInt(9));
            default:
                return "";
        }
    }
}
