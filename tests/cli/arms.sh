# One row per arm; several treatments with one control; follow-ups pooled as if independent.
. "$(dirname "$0")/support.sh"
arms=$source_dir/datasets/cell_therapy_arms.csv
wide=$source_dir/datasets/cell_therapy_liver.csv

cat >t.csv <<'END'
study,arm,control,weeks,n,mean,sd
Zekri,control,1,13,30,18,3
Zekri,single,,13,30,16,2
Zekri,repeated,0,13,30,15,3
Solo,usual,1,13,20,17,4
Solo,cells,0,13,25,15,5
END
run 0 effects t.csv --measure MD --digits 2
same out 'mean difference (MD): 3 effects, 0 omitted

Line  Study               yi    vi   sei  ci_lb    ci_ub  Derived
----------------------------------------------------------------------
   3  Zekri: single    -2.00  0.43  0.66  -3.29 to -0.71  final values
   4  Zekri: repeated  -3.00  0.60  0.77  -4.52 to -1.48  final values
   6  Solo             -2.00  1.80  1.34  -4.63 to  0.63  final values'
empty err
run 0 effects t.csv --measure MD --digits 2 --multi-arm split
has out '-2.00  0.73  0.86  -3.68 to -0.32  final values; control divided among 2 contrasts'
run 0 effects t.csv --measure MD --digits 2 --multi-arm combine
has out '   3  Zekri  -2.50'
has out 'final values; 2 arms combined: single, repeated'
lacks out 'repeated '
run 0 effects t.csv --measure MD --multi-arm each
same err 'tausq: warning: t.csv: one control is counted more than once in Zekri; --multi-arm split, combine or covariance counts it once'
run 0 effects t.csv --measure MN
has out 'mean (MN): 5 effects'

# Conditions and groups are about the rows of arms.
run 0 effects t.csv --measure MD --where 'arm != repeated' --digits 2
has out '   3  Zekri  -2.00'
run 3 effects t.csv --measure MD --where 'arm != control'
has err "t.csv:3: study: no control arm (control = 1) to compare this one with 'Zekri'"
run 0 pool t.csv --measure MD --by study --format csv --multi-arm combine
has out 'Zekri,MD,REML,z,95,none,none,1,'

# Usage.
run 2 effects t.csv --measure MN --multi-arm split
has err 'MN compares no two groups that could share a control'
run 2 pool "$source_dir/datasets/bcg.csv" --multi-arm combine
has err 'GEN compares no two groups that could share a control'
run 2 pool t.csv --measure MD --multi-arm some
has err "'some'"
run 2 effects t.csv
has err 'the columns allow --measure MD, SMD'
lacks err ' MC,'
printf 'study,arm,control,events,n\nA,usual,1,4,30\nA,x,0,1,30\nA,y,0,3,30\nB,usual,1,5,22\nB,z,0,3,20\n' >c.csv
run 2 pool c.csv --measure OR --method MH --multi-arm covariance
has err 'MH pools counts, which have no covariance; use --multi-arm split, combine or each'
run 2 pool c.csv --measure OR --preset revman-5 --method DL
has err 'the preset revman-5 takes Q about the Mantel-Haenszel estimate, for which contrasts that share a control have no covariance: add --multi-arm split or --multi-arm combine (or --mh-q off, for the covariance)'
run 2 pool c.csv --measure OR --method DL --mh-q on
has err 'tausq: DL here takes Q about the Mantel-Haenszel estimate'
for way in '--multi-arm split' '--multi-arm combine' '--mh-q off'; do
    run 0 pool c.csv --measure OR --preset revman-5 --method DL $way
done
run 0 pool c.csv --measure OR --method MH
has err 'one control is counted more than once in A'
# Mantel-Haenszel of 4/60 and 4/30, 3/20 and 5/22: (4*26/90 + 3*17/42)/(56*4/90 + 17*5/42).
run 0 pool c.csv --measure OR --method MH --multi-arm combine --format csv
has out 'OR,MH,z,95,none,none,2,1,0,-0.64407231411180'
empty err
run 0 pool c.csv --measure OR --method PETO --multi-arm split
empty err

# Counts pool comparisons without events too: whichever comes first, the participants of a control are counted once.
printf 'study,arm,control,events,n\nA,low,0,0,40\nA,high,0,3,45\nA,placebo,1,0,50\nB,x,0,5,60\nB,placebo,1,7,60\nC,low,0,0,30\nC,high,0,0,31\nC,placebo,1,0,32\n' >none.csv
for pooled in 'OR MH' 'RR MH' 'PETO PETO'; do
    run 0 pool none.csv --measure "${pooled% *}" --method "${pooled#* }" --multi-arm each
    has out '5 studies, 348 participants'
    has err 'one control is counted more than once in A, C; --multi-arm split or combine counts it once'
done
run 0 pool none.csv --measure PETO --method DL --multi-arm each
has err 'A, C; --multi-arm split or combine counts it once'
run 0 pool none.csv --measure OR --method MH --multi-arm split
has out '5 studies, 348 participants'

# Wide rows of one trial.
run 0 pool "$wide" --measure MD --where outcome=MELD --where weeks=13,26 --where 'study!=Mohamadnejad 2016 (CD133+ vs placebo)'
same err "tausq: warning: $wide: one control is counted more than once in Zekri 2015; --multi-arm split, combine or covariance counts it once
tausq: warning: $wide: Zekri 2015: weeks 13, 26 are pooled as if they were independent"
run 0 pool "$wide" --measure MD --by weeks --where outcome=MELD --where weeks=13,26 --where trial=Zekri\ 2015 --multi-arm combine
empty err
run 0 pool "$wide" --measure MD --where outcome=MELD,albumin --where weeks=13 --where trial=Zekri\ 2015 --multi-arm split
has err 'Zekri 2015: outcome MELD, albumin are pooled as if they were independent'

# The same trials by arm.
run 0 effects "$arms" --measure MD --where outcome=MELD --where weeks=13 --format csv --multi-arm each --quiet
cut -d, -f1,2 out >names
same names 'study,arm
Zekri 2015,single
Zekri 2015,double
Newsome 2018,G-CSF
Newsome 2018,G-CSF + CD133'
has out ',-2.5199999999999996,'
finish
