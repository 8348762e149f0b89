package io.tallystick.api.endpoint;

import io.tallystick.api.error.RefusalException;
import io.tallystick.config.value.ActorRules;
import io.tallystick.event.Reason;
import org.jspecify.annotations.Nullable;

/** Who may issue which tokens, and whether tokens are issued now. */
public final class IssueRules {

  private final ActorRules actors;
  private final AuditLagGuard auditLag;

  /** Creates the rules of a node. */
  public IssueRules(ActorRules actors, AuditLagGuard auditLag) {
    this.actors = actors;
    this.auditLag = auditLag;
  }

  /**
   * Checks that a caller may issue tokens for an identity.
   *
   * @param actor the name in the caller's certificate; null if it has shown none
   * @throws RefusalException if it may not
   */
  public void checkActor(@Nullable String actor, String identity) {
    if (!actors.allow(actor, identity)) {
      throw new RefusalException(
          Reason.ACTOR_NOT_ALLOWED,
          actor == null
              ? "Without a client certificate, no tokens are issued for this identity."
              : "This client certificate does not allow tokens for this identity.",
          identity,
          null);
    }
  }

  /**
   * Checks that tokens are issued now.
   *
   * @throws io.tallystick.eventbus.FailureException as {@link AuditLagGuard#check} says
   */
  public void checkAuditLag() {
    auditLag.check();
  }
}
