package io.logc.log4j2.split;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Patterns: every conversion word and option of Log4j's manual, padded, truncated, nested; and random ones of the same. */
public final class CorpusPatterns {
    private static final String[] MODIFIERS = {
        "", "", "", "-5", "5", "20", "-20", ".3", ".-3", "-5.5", "5.-5", "010", "-08.12", "20.-1", ".1", "3.0", "-"
    };
    private static final String[] LITERALS = {
        " ",
        " - ",
        "[",
        "]",
        "%%",
        "\\t",
        "\\n",
        "\\\\",
        ":",
        "äöü ",
        "€",
        "日本",
        "\uD83D\uDE00",
        "$",
        "{",
        "}",
        "'",
        "\"",
        "|",
        "%n",
        "%10n",
        ""
    };
    private static final String[] DATES = {
        "%d",
        "%date",
        "%d{DEFAULT}",
        "%d{DEFAULT_MICROS}",
        "%d{DEFAULT_NANOS}",
        "%d{DEFAULT_PERIOD}",
        "%d{ABSOLUTE}",
        "%d{ABSOLUTE_MICROS}",
        "%d{ABSOLUTE_NANOS}",
        "%d{ABSOLUTE_PERIOD}",
        "%d{COMPACT}",
        "%d{DATE}",
        "%d{DATE_PERIOD}",
        "%d{ISO8601}",
        "%d{ISO8601_BASIC}",
        "%d{ISO8601_BASIC_PERIOD}",
        "%d{ISO8601_PERIOD}",
        "%d{ISO8601_PERIOD_MICROS}",
        "%d{ISO8601_OFFSET_DATE_TIME_HH}",
        "%d{ISO8601_OFFSET_DATE_TIME_HHMM}",
        "%d{ISO8601_OFFSET_DATE_TIME_HHCMM}",
        "%d{US_MONTH_DAY_YEAR2_TIME}",
        "%d{US_MONTH_DAY_YEAR4_TIME}",
        "%d{UNIX}",
        "%d{UNIX_MILLIS}",
        "%d{ISO8601}{UTC}",
        "%d{DEFAULT}{America/New_York}",
        "%d{ABSOLUTE_NANOS}{Asia/Kathmandu}",
        "%d{DEFAULT}{Australia/Lord_Howe}",
        "%d{HH:mm:ss.SSS}{GMT+5}",
        "%d{HH:mm:ss.SSS}{Europe/Berlin}{de-DE}",
        "%d{yyyy-MM-dd HH:mm:ss.SSS}{UTC}{th-TH-u-ca-buddhist-nu-thai}",
        "%d{yyyy-MM-dd HH:mm:ss.SSS}{UTC}{ar-EG-u-nu-arab}",
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX}{Asia/Tokyo}",
        "%d{dd MMM yyyy}{UTC}{fr-FR}",
        "%d{EEEE, dd. MMMM yyyy}{Europe/Berlin}{de-DE}",
        "%d{HH:mm:ss,nnnnnnnnn}",
        "%d{HH:mm:ss,nnnnnn}",
        "%d{HH:mm:ss,nnnn}",
        "%d{HH:mm:ss,nn}",
        "%d{yyyy-MM-dd HH:mm:ss,n}",
        "%d{HH:mm:ss.S}",
        "%d{HH:mm:ss.SS}",
        "%d{HH:mm:ss.SSSS}",
        "%d{HH:mm:ss.SSSSSSSSS}",
        "%d{H:m:s}",
        "%d{hh:mm:ss a}{UTC}{en-US}",
        "%d{h.m.s}",
        "%d{kk:mm}",
        "%d{KK:mm}",
        "%d{yy-M-d}",
        "%d{y}",
        "%d{uuuu-MM-dd}",
        "%d{YYYY-ww}",
        "%d{DDD}",
        "%d{yyyy 'o''clock' ''HH''}",
        "%d{HH 'ü' mm}",
        "%d{z Z X}{Europe/Paris}{en-US}",
        "%d{QQQ}{UTC}{en}",
        "%d{b o g u s}",
        "%d{HH:mm:ss.SSS}{No/Such_Zone}",
    };
    private static final String[] NAMES = {
        "%p",
        "%level",
        "%p{length=1}",
        "%level{lowerCase=true}",
        "%level{WARN=Warning,DEBUG=Debug,ERROR=Error,TRACE=Trace,INFO=Info,NOTICE=Notice}",
        "%level{WARN=W\u00e4rnung,length=2,lowerCase=true}",
        "%c",
        "%logger",
        "%c{1}",
        "%c{2}",
        "%c{10}",
        "%c{-1}",
        "%c{-2}",
        "%c{-10}",
        "%c{1.}",
        "%c{1.1.1.*}",
        "%c{1.1.~.~}",
        "%c{1~.}",
        "%c{.}",
        "%logger{36}",
        "%logger{1.2.*}",
        "%logger{2.2*}",
        "%t",
        "%tn",
        "%thread",
        "%threadName",
    };
    private static final String[] MESSAGES = {
        "%m",
        "%msg",
        "%message",
        "%m{nolookups}",
        "%m{lookups}",
        "%msg{ansi}",
        "%m{html}",
        "%m{XML}",
        "%m{JSON}",
        "%m{JAVA}",
    };
    private static final String[] TEXTS = {
        "%X",
        "%mdc",
        "%MDC",
        "%X{user}",
        "%X{user, request}",
        "%X{missing}",
        "%X{user}{default}",
        "%x",
        "%NDC",
        "%marker",
        "%markerSimpleName",
        "%C",
        "%class{1}",
        "%C{1.}",
        "%F",
        "%file",
        "%L",
        "%line",
        "%l",
        "%location",
        "%M",
        "%method",
        "%fqcn",
        "%K",
        "%K{key}",
        "%map{other}",
        "%MAP{missing}",
        "%r",
        "%relative",
        "%N",
        "%nano",
        "%T",
        "%tid",
        "%threadId",
        "%tp",
        "%threadPriority",
        "%pid",
        "%processId",
        "%pid{none}",
        "%endOfBatch",
        "%i",
        "%|",
        "${sys:java.version}",
        "$${ctx:user}",
        "$${event:Level}",
        "%repeat{*}{3}",
    };
    private static final String[] EXCEPTIONS = {
        "%ex",
        "%exception",
        "%throwable",
        "%ex{none}",
        "%ex{0}",
        "%ex{1}",
        "%ex{3}",
        "%ex{short}",
        "%ex{full}",
        "%ex{short.className}",
        "%ex{short.fileName}",
        "%ex{short.lineNumber}",
        "%ex{short.methodName}",
        "%ex{short.message}",
        "%ex{short.localizedMessage}",
        "%ex{full}{separator(|)}",
        "%ex{full}{suffix(%p %t)}",
        "%ex{3}{suffix(\u00e4)}{separator(\\n)}",
        "%xEx",
        "%xThrowable{5}",
        "%xEx{filters(org.junit,java.lang)}",
        "%xEx{separator(|)}",
        "%xException{full}{ansi}",
        "%rEx",
        "%rThrowable{4}",
        "%rException{separator(|)}",
        "%lookingThrowable",
    };
    private static final String[] NESTED = {
        "%equals{%p}{WARN}{!}",
        "%equals{%m}{plain}{%c %d}",
        "%equalsIgnoreCase{%p}{info}{i}",
        "%replace{%m}{[aeiou]}{*}",
        "%replace{%c}{\\.}{/}",
        "%replace{%m %ex}{\\s+}{_}",
        "%enc{%m}",
        "%enc{%m}{HTML}",
        "%enc{%X{user}}{JSON}",
        "%encode{%m %c}{CRLF}",
        "%enc{%m}{XML}",
        "%highlight{%p}",
        "%highlight{%-5level: %m}{ERROR=red, WARN=yellow bold, INFO=blue}",
        "%highlight{%d [%t] %m}{STYLE=Logback}",
        "%highlight{%ex}",
        "%style{%t}{bold}",
        "%style{%m}{red, bright, underline}",
        "%style{%missing}{red}",
        "%style{%X{missing}}{red}",
        "%red{%p}",
        "%green{%d %m}",
        "%black{%c}%blue{%c}%cyan{%c}%magenta{%c}%white{%c}%yellow{%c}",
        "%maxLen{%m}{20}",
        "%maxLength{%p %c %m}{30}",
        "%maxLen{%m %xEx}{200}",
        "%notEmpty{[%marker] }",
        "%varsNotEmpty{%X{user} %X{missing}}",
        "%variablesNotEmpty{(%x)}",
        "%notEmpty{%X{missing}}",
        "%notEmpty{%replace{%m}{x}{y}}",
        "%enc{%maxLen{%replace{%m}{a}{\u00e4}}{15}}{JSON}",
        "%style{%highlight{%enc{%p}{HTML}}}{italic}",
        "%-10notEmpty{%marker}",
        "%.5enc{%m}{JSON}",
    };
    private static final String[] CUSTOM = {
        "%lineLength", "%upperLine", "%enc{%lineLength %m}{JSON}", "%maxLen{%upperLine}{10}",
    };
    private static final String[] ODD = {
        "%Zunknown", "%", "%5", "%-", "%.", "%dd", "%mm", "%messages", "%c{", "%d{", "%{x}", "% m", "%Q{a}{b}", "%5.",
    };

    private static final String[][] PARTS = {DATES, NAMES, MESSAGES, TEXTS, EXCEPTIONS, NESTED, CUSTOM, ODD};

    private CorpusPatterns() {}

    /** Each part alone, each with something before and behind, and lines as people write them. */
    public static List<String> all() {
        final List<String> all = new ArrayList<>(List.of(
                "",
                "%m",
                "%m%n",
                "no conversion",
                "%d [%t] %-5level %c{1.} - %m%n",
                "%d [%t] %p %c - %m%n",
                "%r [%t] %p %c %notEmpty{%x }- %m%n",
                "%d{HH:mm:ss.SSS} [%t] %-5level %logger{36} - %msg%n",
                "%d{ISO8601} [%t] %p %c{1.} - %msg%n%ex",
                "%d %t %-5level %c %m%n",
                "%d{yyyy-MM-dd HH:mm:ss.SSS} %5p [%-15.15t] %-40.40c{1.} : %m%n%xEx",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p ${sys:PID} --- [%t] %-40.40c{1.} : %m%n%lookingThrowable",
                "%date{DEFAULT} %highlight{%-5level} %style{%logger{1}}{cyan} %X{user} %marker - %msg%xEx%n",
                "{\"t\":\"%d{ISO8601}{UTC}\",\"l\":\"%p\",\"m\":\"%enc{%m}{JSON}\"}%n",
                "%%%m%%%n%n",
                "%m%m %m|%m%n",
                "%d %d{ABSOLUTE} %d{UNIX} %d{COMPACT}%n",
                "%c%t%p%m",
                "%X{user}%m%X{user}",
                "äöü € %m 日本語 \uD83D\uDE00%n"));
        for (final String[] parts : PARTS) {
            for (final String part : parts) {
                all.add(part);
                all.add("%p " + part + " %c: %m%n");
            }
        }
        for (final String modifier : MODIFIERS) {
            all.add("%" + modifier + "p|%" + modifier + "c{1.}|%" + modifier + "t|%" + modifier + "X{user}|%" + modifier
                    + "m|%" + modifier + "d|%" + modifier + "ex|%" + modifier + "n|%" + modifier
                    + "enc{%m}{JSON}|%p%n");
        }
        return all;
    }

    /** A pattern of random parts. */
    public static String random(final Random random) {
        final StringBuilder pattern = new StringBuilder();
        final int parts = 1 + random.nextInt(9);
        for (int i = 0; i < parts; i++) {
            pattern.append(any(LITERALS, random));
            pattern.append(modified(any(PARTS[kind(random)], random), random));
        }
        if (random.nextInt(3) > 0) {
            pattern.append("%n");
        }
        return pattern.toString();
    }

    /** Mostly what most lines are made of: a converter that sees the line leaves nothing to split before it. */
    private static int kind(final Random random) {
        final int kind = random.nextInt(3 * PARTS.length);
        return kind < PARTS.length ? kind : random.nextInt(4);
    }

    private static String modified(final String part, final Random random) {
        if (part.startsWith("%") && random.nextInt(3) == 0) {
            return "%" + any(MODIFIERS, random) + part.substring(1);
        }
        return part;
    }

    private static String any(final String[] all, final Random random) {
        return all[random.nextInt(all.length)];
    }
}
