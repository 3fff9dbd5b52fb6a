# Options that would change nothing are refused, and those that say what is so anyway are not.
. "$(dirname "$0")/support.sh"
bcg=$source_dir/datasets/bcg.csv
means=$source_dir/datasets/length_of_stay.csv
pairs=$source_dir/datasets/cell_therapy_single_arm.csv
pearson=$source_dir/datasets/conscientiousness.csv

# vain OPTION WHY ARGUMENTS...: refused with that option.
vain() {
    option=$1
    why=$2
    shift 2
    run 2 "$@"
    empty out
    has err "tausq: --$option would change nothing: $why"
}

vain endpoint 'GEN does not compare means' pool "$bcg" --endpoint change
vain endpoint 'OR does not compare means' effects "$bcg" --measure OR --endpoint final
vain endpoint 'ZCOR does not compare means' pool "$pearson" --measure ZCOR --endpoint change
run 0 pool "$bcg" --endpoint auto
run 0 pool "$means" --measure ROM --endpoint final
run 0 pool "$means" --measure MD --endpoint final

vain corr 'GEN takes no correlation' pool "$bcg" --corr 0.5
vain corr 'GEN takes no correlation' pool "$bcg" --corr pooled
vain corr 'OR takes no correlation' effects "$bcg" --measure OR --corr 0.5
vain corr 'COR takes no correlation' effects "$pearson" --measure COR --corr 0.5
vain corr 'ROM takes no correlation' effects "$means" --measure ROM --corr 0.5
vain corr 'MD takes no correlation' effects "$means" --measure MD --corr 0.5 --endpoint final
run 0 effects "$means" --measure MD --corr 0.5
run 0 effects "$pairs" --measure SMCC --corr 0.5

vain limits 'OR has no means' effects "$bcg" --measure OR --limits z
run 0 effects "$means" --measure SMD --limits z
run 2 effects "$means" --measure SMD --limits-level 90
has err 'a level of reported limits would change nothing: there is no column of confidence limits'

vain add 'OR is corrected nowhere' effects "$bcg" --measure OR --add 0.1 --to none
run 0 effects "$bcg" --measure OR --add 0.1 --to all

for method in EE FE; do
    vain tau2-ci "$method does not estimate" pool "$bcg" --method $method --tau2-ci QP
    vain pi "$method has no tau2" pool "$bcg" --method $method --pi HK
    vain i2 "$method has no tau2" pool "$bcg" --method $method --i2 tau2
    vain control "$method has no step" pool "$bcg" --method $method --control tol=1e-4
    run 0 pool "$bcg" --method $method --tau2-ci none --pi none --i2 Q
done
vain pi 'MH has no tau2' pool "$bcg" --method MH --measure OR --pi z
vain control 'MH has no step' pool "$bcg" --method MH --measure OR --control threshold=1e-5
vain tau2-ci 'REML does not estimate' pool "$bcg" --tau2 0.1 --tau2-ci PL
vain control 'REML has no step' pool "$bcg" --tau2 0.1 --control threshold=1e-5
vain control 'REML has no step' pool "$bcg" --control maxiter=5
vain control 'DL has no step' pool "$bcg" --method DL --tau2-ci none --control tol=1e-4
run 0 pool "$bcg" --method DL --control tol=1e-4
run 0 pool "$bcg" --method PM --tau2-ci none --control tol=1e-4,maxiter=50

vain mh-exact 'REML forms no Mantel-Haenszel' pool "$bcg" --measure OR --mh-exact off
vain mh-exact 'DL forms no Mantel-Haenszel' pool "$bcg" --measure OR --method DL --mh-exact on
vain mh-exact 'DL forms no Mantel-Haenszel' pool "$means" --preset revman-5 --measure MD --mh-exact on
run 0 pool "$bcg" --measure OR --method MH --mh-exact on
run 0 pool "$bcg" --measure RR --preset revman-5 --mh-exact on
finish
