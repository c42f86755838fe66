import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.Session;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.spi.type.TimeZoneKey;
import io.trino.sql.parser.SqlParser;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import io.trino.testing.QueryRunner;
import io.trino.testing.StandaloneQueryRunner;
import io.trino.testing.TestingSession;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Asks Trino: questions as JSON lines on stdin, answers as JSON lines on stdout. See README.md. */
public class Ask {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

  /** A value as Athena prints it. */
  private static String text(Object value) {
    return switch (value) {
      case null -> null;
      case LocalDateTime moment -> moment.format(MILLISECONDS);
      case ZonedDateTime moment -> moment.format(MILLISECONDS) + " " + moment.getZone();
      case BigDecimal number -> number.toPlainString();
      case List<?> list -> {
        StringJoiner items = new StringJoiner(", ", "[", "]");
        for (Object item : list) items.add(String.valueOf(text(item)));
        yield items.toString();
      }
      default -> String.valueOf(value);
    };
  }

  private static void answer(QueryRunner runner, Session session, String sql, ObjectNode answer) {
    try {
      new SqlParser().createStatement(sql);
      answer.put("parses", true);
      MaterializedResult result = runner.execute(session, sql);
      ArrayNode columns = answer.putArray("columns");
      ArrayNode rows = answer.putArray("rows");
      if (result.getUpdateType().isPresent()) return;
      for (int i = 0; i < result.getTypes().size(); i++) {
        ObjectNode column = columns.addObject();
        column.put("name", result.getColumnNames().get(i));
        column.put("type", result.getTypes().get(i).getDisplayName());
      }
      for (MaterializedRow row : result.getMaterializedRows()) {
        ArrayNode cells = rows.addArray();
        for (Object value : row.getFields()) cells.add(text(value));
      }
    } catch (RuntimeException error) {
      answer.put("error", String.valueOf(error.getMessage()));
    }
  }

  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
    Session session =
        TestingSession.testSessionBuilder()
            .setCatalog("memory")
            .setSchema("default")
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            .build();
    try (QueryRunner runner = new StandaloneQueryRunner(session);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"))) {
      runner.installPlugin(new MemoryPlugin());
      runner.createCatalog("memory", "memory", Map.of());
      for (String line; (line = in.readLine()) != null; ) {
        JsonNode question = json.readTree(line);
        ObjectNode answer = json.createObjectNode();
        answer.set("id", question.get("id"));
        answer(runner, session, question.get("sql").asText(), answer);
        out.println(json.writeValueAsString(answer));
      }
    }
    System.exit(0);
  }
}
