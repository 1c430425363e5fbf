;; Finding a substring in any case of its letters A to Z, sixteen places at once: where two of its bytes stand at their
;; distance the rest is compared. main/store/substring-wasm.ts holds this, compiled by build/wasm.ts.
;;
;; At 0 lies the needle: for each of its bytes what is or-ed to a byte of the text before they are compared (0x20 for a
;; letter, which makes it a small one; else 0); at 1024 the bytes themselves, letters small. At most 1024 bytes.
(module
  (memory (export "memory") 5)

  ;; whether the needle stands at a place
  (func $stands (param $at i32) (param $length i32) (result i32)
    (local $i i32)
    (loop $next
      (if (i32.ne
            (i32.or (i32.load8_u (i32.add (local.get $at) (local.get $i))) (i32.load8_u (local.get $i)))
            (i32.load8_u offset=1024 (local.get $i)))
        (then (return (i32.const 0))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $length))))
    (i32.const 1))

  ;; the first place in [from, to) at which the needle stands whole; -1 where there is none. $one and $other are indexes of the
  ;; two bytes that are looked for
  (func (export "find") (param $from i32) (param $to i32) (param $length i32) (param $one i32) (param $other i32) (result i32)
    (local $last i32) (local $a v128) (local $b v128) (local $or_a v128) (local $or_b v128)
    (local $p i32) (local $q i32) (local $bits i32) (local $at i32)
    (local.set $last (i32.sub (local.get $to) (local.get $length)))
    (local.set $or_a (i8x16.splat (i32.load8_u (local.get $one))))
    (local.set $or_b (i8x16.splat (i32.load8_u (local.get $other))))
    (local.set $a (i8x16.splat (i32.load8_u offset=1024 (local.get $one))))
    (local.set $b (i8x16.splat (i32.load8_u offset=1024 (local.get $other))))
    (block $few
      (loop $blocks
        ;; 64 places at once while nothing is there
        (block $found
          (loop $wide
            (br_if $found (i32.gt_s (i32.add (local.get $from) (i32.const 63)) (local.get $last)))
            (local.set $p (i32.add (local.get $from) (local.get $one)))
            (local.set $q (i32.add (local.get $from) (local.get $other)))
            (br_if $found (v128.any_true
              (v128.or
                (v128.or
                  (v128.and
                    (i8x16.eq (v128.or (v128.load align=1 (local.get $p)) (local.get $or_a)) (local.get $a))
                    (i8x16.eq (v128.or (v128.load align=1 (local.get $q)) (local.get $or_b)) (local.get $b)))
                  (v128.and
                    (i8x16.eq (v128.or (v128.load offset=16 align=1 (local.get $p)) (local.get $or_a)) (local.get $a))
                    (i8x16.eq (v128.or (v128.load offset=16 align=1 (local.get $q)) (local.get $or_b)) (local.get $b))))
                (v128.or
                  (v128.and
                    (i8x16.eq (v128.or (v128.load offset=32 align=1 (local.get $p)) (local.get $or_a)) (local.get $a))
                    (i8x16.eq (v128.or (v128.load offset=32 align=1 (local.get $q)) (local.get $or_b)) (local.get $b)))
                  (v128.and
                    (i8x16.eq (v128.or (v128.load offset=48 align=1 (local.get $p)) (local.get $or_a)) (local.get $a))
                    (i8x16.eq (v128.or (v128.load offset=48 align=1 (local.get $q)) (local.get $or_b)) (local.get $b)))))))
            (local.set $from (i32.add (local.get $from) (i32.const 64)))
            (br $wide)))
        (br_if $few (i32.gt_s (i32.add (local.get $from) (i32.const 15)) (local.get $last)))
        (local.set $bits (i8x16.bitmask
          (v128.and
            (i8x16.eq (v128.or (v128.load align=1 (i32.add (local.get $from) (local.get $one))) (local.get $or_a)) (local.get $a))
            (i8x16.eq (v128.or (v128.load align=1 (i32.add (local.get $from) (local.get $other))) (local.get $or_b)) (local.get $b)))))
        (block $none
          (loop $each
            (br_if $none (i32.eqz (local.get $bits)))
            (local.set $at (i32.add (local.get $from) (i32.ctz (local.get $bits))))
            (if (call $stands (local.get $at) (local.get $length)) (then (return (local.get $at))))
            (local.set $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))
            (br $each)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $blocks)))
    ;; fewer than 16 places are left
    (block $end
      (loop $single
        (br_if $end (i32.gt_s (local.get $from) (local.get $last)))
        (if (call $stands (local.get $from) (local.get $length)) (then (return (local.get $from))))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (br $single)))
    (i32.const -1))
)
