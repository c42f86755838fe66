import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.Session;
import io.trino.plugin.hive.HivePlugin;
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
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Asks Trino with the Hive connector over a local directory (the argument): a line {sql} in, a line
 * {columns, rows} or {error, parses} out. Values are printed as Athena prints them.
 */
public class Trino {
  static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

  static String text(Object value) {
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

  static void answer(QueryRunner runner, Session session, String sql, ObjectNode answer) {
    boolean parses = false;
    try {
      new SqlParser().createStatement(sql);
      parses = true;
      MaterializedResult result = runner.execute(session, sql);
      ArrayNode columns = answer.putArray("columns");
      ArrayNode rows = answer.putArray("rows");
      if (result.getUpdateType().isPresent()) return;
      for (int i = 0; i < result.getTypes().size(); i++) {
        ArrayNode column = columns.addArray();
        column.add(result.getColumnNames().get(i));
        column.add(result.getTypes().get(i).getDisplayName());
      }
      for (MaterializedRow row : result.getMaterializedRows()) {
        ArrayNode cells = rows.addArray();
        for (Object value : row.getFields()) cells.add(text(value));
      }
    } catch (RuntimeException error) {
      answer.removeAll();
      answer.put("error", String.valueOf(error.getMessage()));
      answer.put("parses", parses);
    }
  }

  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    // Standard output is the answers' alone: libraries print to the error stream.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Session session =
        TestingSession.testSessionBuilder()
            .setCatalog("hive")
            .setSchema("lake")
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            // In one thread, or the last digits of a variance depend on which part is done first.
            .setSystemProperty("task_concurrency", "1")
            .build();
    QueryRunner runner = new StandaloneQueryRunner(session);
    runner.installPlugin(new HivePlugin());
    runner.createCatalog(
        "hive",
        "hive",
        Map.of(
            "hive.metastore", "file",
            "hive.metastore.catalog.dir", "local:///metastore",
            "fs.native-local.enabled", "true",
            "local.location", arguments[0],
            "hive.parquet.time-zone", "UTC",
            "hive.security", "allow-all"));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      JsonNode asked = json.readTree(line);
      ObjectNode answer = json.createObjectNode();
      answer(runner, session, asked.get("sql").asText(), answer);
      out.println(json.writeValueAsString(answer));
    }
    System.exit(0);
  }
}
