package dev.tern.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The house stands as docs/architecture.md draws it. */
class ArchitectureTest {
  private static final JavaClasses HOUSE = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .withImportOption(place -> !place.contains("/dev/tern/codec/protobuf/asm/")) // ASM, in the packed jar
      .importPackages("dev.tern");

  private static final String TABLE = "filled once by its class and never handed out";

  /** What could change by its type, each with the reason why it may stand. */
  private static final Map<String, String> ALLOWED = Map.ofEntries(
      Map.entry("dev.tern.api.Code.BY_NUMBER", TABLE),
      Map.entry("dev.tern.api.RpcContext.CURRENT",
          "what surrounds the code that runs has to be found without being handed over; restored by whoever entered it"),
      Map.entry("dev.tern.api.Fallback.CAUSE",
          "a fallback has the signature of the method it stands in for: why it is asked cannot be handed over"),
      Map.entry("dev.tern.api.codec.TextForm.FORMS", TABLE),
      Map.entry("dev.tern.codec.protobuf.ScalarKind.BY_TYPE", TABLE),
      Map.entry("dev.tern.codec.hessian.JdkTypes.ALL", TABLE),
      Map.entry("dev.tern.codec.hessian.PlainTypes.ALL", TABLE),
      Map.entry("dev.tern.codec.json.SubtypeCodec.QUOTED_TYPE", TABLE),
      Map.entry("dev.tern.codec.json.JsonWriter.HEX", TABLE),
      Map.entry("dev.tern.codec.json.JsonWriter.TRUE", TABLE),
      Map.entry("dev.tern.codec.json.JsonWriter.FALSE", TABLE),
      Map.entry("dev.tern.codec.json.JsonWriter.ESCAPES", TABLE),
      Map.entry("dev.tern.cluster.journal.HeldFile.HELD",
          "which lock files this process holds: closing any descriptor of one would drop the lock"),
      Map.entry("dev.tern.core.registry.file.HeldLocks.HELD",
          "a POSIX lock belongs to the whole process: closing any descriptor of its file drops it"),
      Map.entry("dev.tern.core.registry.file.HeldLocks.HELD_BY_A_COPY_OF_THIS_CLASS",
          "descriptors that must stay open as long as the process, for the same reason"));

  @Test
  void theContractsUseTheJdkAndNullnessAnnotationsOnly() {
    classes().that().resideInAPackage("dev.tern.api..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("dev.tern.api..", "java..", "org.jspecify.annotations")
        .check(HOUSE);
  }

  @Test
  void plugInsUseTheContractsAndTheirOwnLibrary() {
    classes().that().resideInAnyPackage("dev.tern.loadbalance..", "dev.tern.cluster..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("dev.tern.api..", "java..", "org.jspecify.annotations",
            "org.slf4j..", "dev.tern.loadbalance..", "dev.tern.cluster..")
        .check(HOUSE);
    classes().that().resideInAPackage("dev.tern.codec.protobuf..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("dev.tern.api..", "java..", "org.jspecify.annotations",
            "org.slf4j..", "dev.tern.codec.protobuf..", "com.google.protobuf..", "org.objectweb.asm..")
        .check(HOUSE);
  }

  @Test
  void noPlugInUsesAnotherAndCoreUsesNone() {
    String[] plugIns = {"dev.tern.codec..", "dev.tern.loadbalance..", "dev.tern.cluster..", "dev.tern.registry.."};
    for (String one : plugIns) {
      noClasses().that().resideOutsideOfPackages(one, "dev.tern.examples..")
          .should().dependOnClassesThat().resideInAPackage(one).check(HOUSE);
    }
  }

  @Test
  void onlyTheUsersOfTheFrameworkUseItsCore() {
    noClasses().that().resideOutsideOfPackages("dev.tern.core..", "dev.tern.examples..", "dev.tern.testkit..")
        .should().dependOnClassesThat().resideInAPackage("dev.tern.core..").check(HOUSE);
    noClasses().that().resideOutsideOfPackage("dev.tern.tck..")
        .should().dependOnClassesThat().resideInAPackage("dev.tern.tck..").check(HOUSE);
  }

  @Test
  void onlyTheTransportKnowsGrpcAndOnlyTheTimerBesideItKnowsNetty() {
    noClasses().that().resideOutsideOfPackage("dev.tern.core.transport..")
        .should().dependOnClassesThat().resideInAnyPackage("io.grpc..").check(HOUSE);
    noClasses().that().resideOutsideOfPackages("dev.tern.core.transport..", "dev.tern.core.schedule..")
        .and().doNotHaveFullyQualifiedName("dev.tern.registry.etcd.EtcdTls") // jetcd takes its TLS in no other form
        .should().dependOnClassesThat().resideInAnyPackage("io.netty..").check(HOUSE);
  }

  /** A step of the wall clock must not lengthen or end a call. */
  @Test
  void noCallKnowsTheTimeOfDay() {
    noClasses().that().resideInAnyPackage("dev.tern.api", "dev.tern.api.spi", "dev.tern.core.consumer..",
        "dev.tern.core.provider..", "dev.tern.core.call..", "dev.tern.core.schedule..", "dev.tern.cluster..")
        .should().callMethod(System.class, "currentTimeMillis")
        .orShould().callMethod(java.time.Instant.class, "now")
        .orShould().dependOnClassesThat().areAssignableTo(java.time.Clock.class).check(HOUSE);
  }

  @Test
  void noPackagesUseEachOtherInACircle() {
    slices().matching("dev.tern.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void everyPackageHasItsDoorPlateAndSaysThatNothingIsNullUnlessMarked() throws Exception {
    Set<String> packages = new TreeSet<>();
    HOUSE.forEach(type -> packages.add(type.getPackageName()));
    assertThat(packages).contains("dev.tern.api", "dev.tern.core.consumer", "dev.tern.cluster");
    for (String name : packages) {
      JavaPackage found = HOUSE.getPackage(name);
      assertThat(found.tryGetPackageInfo()).as("package-info of " + name).isPresent();
      assertThat(found.isAnnotatedWith(NullMarked.class)).as(name + " is @NullMarked").isTrue();
    }
  }

  @Test
  void nothingStaticChanges() throws Exception {
    List<String> state = new ArrayList<>();
    Set<String> unused = new TreeSet<>(ALLOWED.keySet());
    for (JavaField field : fields()) {
      if (!field.getModifiers().contains(JavaModifier.FINAL)) {
        state.add(field.getFullName() + ": static, but not final");
      } else if (!unused.remove(field.getFullName()) && !ALLOWED.containsKey(field.getFullName())) {
        String problem = problemOf(field);
        if (problem != null) {
          state.add(field.getFullName() + ": " + problem);
        }
      }
    }
    assertThat(state).isEmpty();
    assertThat(unused).as("allowed, but not there any more").isEmpty();
  }

  private static List<JavaField> fields() {
    return HOUSE.stream().flatMap(type -> type.getFields().stream())
        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)) // switch tables, enum values
        .toList();
  }

  private static @Nullable String problemOf(JavaField field) throws Exception {
    Class<?> type = field.reflect().getType();
    if (type.getName().startsWith("java.util.concurrent.atomic.") && !type.getName().endsWith("FieldUpdater")
        || ThreadLocal.class.isAssignableFrom(type)
        || CharSequence.class.isAssignableFrom(type) && type != String.class) {
      return "a " + type.getName();
    }
    if (!type.isArray() && !Collection.class.isAssignableFrom(type) && !Map.class.isAssignableFrom(type)) {
      return null;
    }
    Field reflected = field.reflect();
    reflected.setAccessible(true);
    Object value = reflected.get(null);
    if (type.isArray()) {
      return Array.getLength(value) == 0 ? null : "an array";
    }
    String made = value.getClass().getName();
    return made.matches("java\\.util\\.(ImmutableCollections|Collections)\\$.*") && !made.contains("Synchronized")
        ? null : "a " + made;
  }
}
