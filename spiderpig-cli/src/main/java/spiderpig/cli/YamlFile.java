package spiderpig.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import spiderpig.cli.YamlNode.Empty;
import spiderpig.cli.YamlNode.EntryKey;
import spiderpig.cli.YamlNode.Mapping;
import spiderpig.cli.YamlNode.Position;
import spiderpig.cli.YamlNode.Scalar;
import spiderpig.cli.YamlNode.Sequence;

/** Reads a YAML file of one document into nodes that know their lines and columns. Aliases are not understood. */
final class YamlFile implements AutoCloseable {
    private final Path file;
    private final YAMLParser parser;

    private YamlFile(Path file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * The whole file.
     *
     * @throws ConfigurationException if it can't be read, or is no YAML, or has a key twice in one mapping
     */
    static YamlNode read(Path file) {
        try (YamlFile yaml = new YamlFile(file, new YAMLFactory().createParser(Files.readString(file)))) {
            return yaml.document();
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("There is no configuration file " + file + ".", e);
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(file, position(e.getLocation()), problem(e), e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The configuration file " + file + " can't be read: " + FileTrouble.of(e) + ".", e);
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private YamlNode document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new Empty(new Position(1, 1));
        }
        YamlNode document = node(first);
        if (parser.nextToken() != null) {
            throw new ConfigurationException(file, position(), "a second document begins here; only one is read");
        }
        return document;
    }

    private YamlNode node(JsonToken token) throws IOException {
        Position position = position();
        if (parser.isCurrentAlias()) {
            throw new ConfigurationException(file, position, "aliases are not understood");
        }
        return switch (token) {
            case START_OBJECT -> mapping(position);
            case START_ARRAY -> sequence(position);
            case VALUE_NULL -> new Empty(position);
            default -> new Scalar(position, parser.getText());
        };
    }

    private Sequence sequence(Position position) throws IOException {
        List<YamlNode> entries = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            entries.add(node(token));
        }
        return new Sequence(position, entries);
    }

    private Mapping mapping(Position position) throws IOException {
        Map<EntryKey, YamlNode> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            EntryKey key = new EntryKey(position(), parser.currentName());
            if (entries.containsKey(key)) {
                throw new ConfigurationException(file, key.position(), "\"" + key.text() + "\" is here a second time");
            }
            entries.put(key, node(parser.nextToken()));
        }
        return new Mapping(position, entries);
    }

    private Position position() {
        return position(parser.currentTokenLocation());
    }

    private static Position position(JsonLocation location) {
        return new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** The YAML parser explains itself in indented excerpts of the file; the other lines say what is wrong. */
    private static String problem(JsonProcessingException e) {
        return e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(", "));
    }
}
