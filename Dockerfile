# The service in an image: built from source, run as a user without rights, on a root that may be read-only.
#
#   docker build -t tallystick .
#   docker run -p 8080:8080 -e TALLYSTICK_STORE_URL=postgresql://… -v tallystick:/var/lib/tallystick tallystick

FROM eclipse-temurin:17-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -q -B -DskipTests -pl launcher -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --home-dir /var/lib/tallystick tallystick \
 && mkdir -p /opt/tallystick /var/lib/tallystick \
 && chown tallystick /var/lib/tallystick
COPY --from=build /src/launcher/target/tallystick.jar /opt/tallystick/tallystick.jar
USER 10001
# The event log, which must outlive the container.
VOLUME /var/lib/tallystick
WORKDIR /var/lib/tallystick
ENV TALLYSTICK_API_HOST=0.0.0.0 \
    TALLYSTICK_DATA_DIR=/var/lib/tallystick \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
EXPOSE 8080 5701 5702
ENTRYPOINT ["java", "-jar", "/opt/tallystick/tallystick.jar"]
