package io.logc.log4j2.split;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.util.PluginManager;
import org.apache.logging.log4j.core.config.plugins.util.PluginType;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.PatternConverter;

/**
 * Which converter a word of a pattern stands for, without making it: a converter's maker may be the application's, and has
 * something to say about wrong options each time. Owned by the thread that configures.
 */
final class ConversionWords {
    private final Map<String, Class<?>> converters = new HashMap<>();
    private final boolean areOthersKnown;

    /** Collects the words as Log4j's parser does: of several converters for a word it takes the first. */
    ConversionWords(final Configuration configuration) {
        final List<String> packages = configuration == null ? null : configuration.getPluginPackages();
        // Log4j warns of packages each time that they are searched, so those are left out.
        areOthersKnown = packages == null || packages.isEmpty();
        final PluginManager manager = new PluginManager(PatternConverter.CATEGORY);
        manager.collectPlugins(null);
        for (final PluginType<?> plugin : manager.getPlugins().values()) {
            final Class<?> type = plugin.getPluginClass();
            final ConverterKeys keys = type.getAnnotation(ConverterKeys.class);
            for (final String key : keys == null ? new String[0] : keys.value()) {
                converters.putIfAbsent(key, type);
            }
        }
    }

    /**
     * What a word stands for.
     *
     * @param word with whatever letters follow it
     * @param isModified whether it is given a width
     * @return the conversion; unknown if a package of the application's that was not searched could have it
     */
    Conversion conversion(final String word, final boolean isModified) {
        for (int length = word.length(); length > 0; length--) {
            final Class<?> type = converters.get(word.substring(0, length));
            if (type != null) {
                return length == word.length() || areOthersKnown
                        ? Conversion.ofPlugin(type, isModified)
                        : Conversion.UNKNOWN;
            }
        }
        return areOthersKnown ? Conversion.LITERAL : Conversion.UNKNOWN;
    }
}
