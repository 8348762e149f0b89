package io.tallystick.eventlog.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * The tree of RFC 6962, against the vectors that Certificate Transparency's own code is tested by.
 */
class MerkleTreeTest {

  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static final TreeHash HASH = new TreeHash();

  private final MerkleProofs proofs = new MerkleProofs();

  @Test
  void rootsAreThoseOfCertificateTransparency() {
    MerkleTree tree = new MerkleTree();
    assertThat(hex(tree.root())).isEqualTo(ROOTS.get(0));
    for (int i = 0; i < LEAVES.size(); i++) {
      tree.add(HASH.leaf(ByteBuffer.wrap(HexFormat.of().parseHex(LEAVES.get(i)))));
      assertThat(hex(tree.root())).isEqualTo(ROOTS.get(i + 1));
    }
  }

  @Property(tries = 200)
  void eachLeafIsProvedAtItsPlaceAndAtNoOther(
      @ForAll @IntRange(min = 1, max = 70) int size, @ForAll @IntRange(max = 69) int leaf) {
    Grown grown = new Grown(size);
    long place = leaf % size;
    byte[] root = grown.tree.root();

    List<byte[]> path = proofs.inclusion(grown::root, place, size);

    for (int other = 0; other < size; other++) {
      assertThat(proofs.includes(leaf(place), other, size, root, path)).isEqualTo(other == place);
      assertThat(proofs.includes(leaf(other), place, size, root, path)).isEqualTo(other == place);
    }
    assertThat(proofs.includes(leaf(place), size, size, root, path)).isFalse();
    for (List<byte[]> changed : changed(path)) {
      assertThat(proofs.includes(leaf(place), place, size, root, changed)).isFalse();
    }
  }

  @Property(tries = 200)
  void eachTreeIsProvedToBeginTheNewerOnes(
      @ForAll @IntRange(max = 70) int older, @ForAll @IntRange(max = 70) int more) {
    int newer = older + more;
    Grown grown = new Grown(newer);
    byte[] olderRoot = new Grown(older).tree.root();
    byte[] newerRoot = grown.tree.root();

    List<byte[]> proof = proofs.consistency(grown::root, older, newer);

    assertThat(proofs.extendsTree(older, olderRoot, newer, newerRoot, proof)).isTrue();
    byte[] another = leaf(1_000);
    assertThat(proofs.extendsTree(older, another, newer, newerRoot, proof)).isFalse();
    if (older > 0) {
      assertThat(proofs.extendsTree(older, olderRoot, newer, another, proof)).isFalse();
    }
    for (List<byte[]> changed : changed(proof)) {
      assertThat(proofs.extendsTree(older, olderRoot, newer, newerRoot, changed)).isFalse();
    }
  }

  @Property(tries = 100)
  void aTreeOfSubtreesIsTheTreeOfTheirLeaves(@ForAll @IntRange(max = 300) int size) {
    Grown grown = new Grown(size);
    MerkleTree tree = new MerkleTree();
    for (long index = 0; index < size / 16; index++) {
      tree.add(4, grown.root(4, index));
    }
    for (long index = tree.size(); index < size; index++) {
      tree.add(leaf(index));
    }

    assertThat(tree.size()).isEqualTo(size);
    assertThat(tree.root()).isEqualTo(grown.tree.root());
  }

  /** A hash changed, one left out, one too many. */
  private static List<List<byte[]>> changed(List<byte[]> proof) {
    List<List<byte[]>> changed = new ArrayList<>();
    for (int i = 0; i < proof.size(); i++) {
      List<byte[]> other = new ArrayList<>(proof);
      other.set(i, leaf(1_000));
      changed.add(other);
      List<byte[]> shorter = new ArrayList<>(proof);
      shorter.remove(i);
      changed.add(shorter);
    }
    List<byte[]> longer = new ArrayList<>(proof);
    longer.add(leaf(1_000));
    changed.add(longer);
    return changed;
  }

  private static byte[] leaf(long number) {
    return HASH.leaf(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  /** A tree that remembers all its subtrees. */
  private static final class Grown {
    private final Map<List<Long>, byte[]> roots = new HashMap<>();
    private final MerkleTree tree =
        new MerkleTree((height, index, root) -> roots.put(List.of((long) height, index), root));

    Grown(int size) {
      for (int i = 0; i < size; i++) {
        tree.add(leaf(i));
      }
    }

    byte[] root(int height, long index) {
      byte[] root = roots.get(List.of((long) height, index));
      if (root == null) {
        throw new IllegalArgumentException("there is no subtree %d of %d".formatted(index, height));
      }
      return root;
    }
  }
}
