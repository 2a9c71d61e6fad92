package io.logc.log4j2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.processor.PluginCache;
import org.apache.logging.log4j.core.config.plugins.processor.PluginEntry;
import org.apache.logging.log4j.core.config.plugins.processor.PluginProcessor;
import org.apache.logging.log4j.layout.template.json.util.JsonReader;
import org.junit.jupiter.api.Test;

/** What the jar says about itself: to Log4j in the plugin descriptor, to native images in the reflection metadata. */
class PackagingTest {
    private static final String METADATA = "META-INF/native-image/io.logc/logc-log4j2-appender/reflect-config.json";

    @Test
    void shouldDescribeThePluginToLog4j() throws IOException {
        final PluginCache cache = new PluginCache();
        cache.loadCacheFiles(getClass().getClassLoader().getResources(PluginProcessor.PLUGIN_CACHE_FILE));
        final PluginEntry entry = cache.getCategory("core").get("logc");
        assertThat(entry.getClassName()).isEqualTo(LogcAppender.class.getName());
    }

    @Test
    void shouldNameEveryFieldThatLog4jInjectsForNativeImages() throws Exception {
        final Map<String, Map<?, ?>> metadata = metadata();
        for (final Class<?> type : List.of(LogcAppenderBuilder.class, FileElementBuilder.class)) {
            final List<String> injected = Arrays.stream(type.getDeclaredFields())
                    .filter(PackagingTest::isInjected)
                    .map(Field::getName)
                    .toList();
            assertThat(names(metadata.get(type.getName()), "fields")).containsExactlyInAnyOrderElementsOf(injected);
        }
    }

    @Test
    void shouldNameTheBuilderFactoryForNativeImages() throws Exception {
        final String factory = Arrays.stream(LogcAppender.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(PluginBuilderFactory.class))
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0)
                .findAny()
                .orElseThrow()
                .getName();
        assertThat(names(metadata().get(LogcAppender.class.getName()), "methods"))
                .containsExactly(factory);
    }

    @Test
    void shouldNameOnlyClassesThatExistForNativeImages() throws Exception {
        for (final String name : metadata().keySet()) {
            assertThat(Class.forName(name)).isNotNull();
        }
    }

    private static boolean isInjected(final Field field) {
        return field.isAnnotationPresent(PluginBuilderAttribute.class)
                || field.isAnnotationPresent(PluginElement.class);
    }

    private static List<String> names(final Map<?, ?> entry, final String kind) {
        return ((List<?>) entry.get(kind))
                .stream().map(item -> (String) ((Map<?, ?>) item).get("name")).toList();
    }

    private static Map<String, Map<?, ?>> metadata() throws IOException {
        final Map<String, Map<?, ?>> byName = new HashMap<>();
        try (InputStream in = LogcAppender.class.getClassLoader().getResourceAsStream(METADATA)) {
            for (final Object entry : (List<?>) JsonReader.read(new String(in.readAllBytes(), UTF_8))) {
                byName.put((String) ((Map<?, ?>) entry).get("name"), (Map<?, ?>) entry);
            }
        }
        return byName;
    }
}
