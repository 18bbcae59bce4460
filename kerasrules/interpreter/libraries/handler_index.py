"""Which file registers what. Written by `python -m tools.library_index` from the files: do not edit it."""

from __future__ import annotations

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "elementwise": (
        "keras.activations.abs keras.activations.absolute keras.activations.around keras.activations.ceil "
        "keras.activations.cos keras.activations.exp keras.activations.fabs keras.activations.floor "
        "keras.activations.hard_sigmoid keras.activations.log keras.activations.log10 keras.activations.log1p "
        "keras.activations.log2 keras.activations.relu keras.activations.rint keras.activations.round "
        "keras.activations.sigmoid keras.activations.sign keras.activations.sin keras.activations.softmax "
        "keras.activations.softsign keras.activations.sqrt keras.activations.square keras.activations.tanh "
        "keras.activations.trunc keras.backend.abs keras.backend.absolute keras.backend.add keras.backend.around "
        "keras.backend.bitwise_and keras.backend.bitwise_or keras.backend.cast keras.backend.ceil keras.backend.clip "
        "keras.backend.cos keras.backend.divide keras.backend.divide_no_nan keras.backend.dot keras.backend.equal "
        "keras.backend.exp keras.backend.fabs keras.backend.floor keras.backend.floor_divide keras.backend.floordiv "
        "keras.backend.floormod keras.backend.fmax keras.backend.fmin keras.backend.greater "
        "keras.backend.greater_equal keras.backend.hard_sigmoid keras.backend.less keras.backend.less_equal "
        "keras.backend.log keras.backend.log10 keras.backend.log1p keras.backend.log2 keras.backend.logical_and "
        "keras.backend.logical_or keras.backend.matmul keras.backend.maximum keras.backend.minimum keras.backend.mod "
        "keras.backend.multiply keras.backend.not_equal keras.backend.pow keras.backend.power keras.backend.relu "
        "keras.backend.remainder keras.backend.rint keras.backend.round keras.backend.sigmoid keras.backend.sign "
        "keras.backend.sin keras.backend.softmax keras.backend.softsign keras.backend.sqrt keras.backend.square "
        "keras.backend.subtract keras.backend.tanh keras.backend.true_divide keras.backend.truediv keras.backend.trunc "
        "keras.ops.abs keras.ops.absolute keras.ops.add keras.ops.around keras.ops.bitwise_and keras.ops.bitwise_not "
        "keras.ops.bitwise_or keras.ops.cast keras.ops.ceil keras.ops.clip keras.ops.cos keras.ops.divide "
        "keras.ops.divide_no_nan keras.ops.dot keras.ops.equal keras.ops.exp keras.ops.fabs keras.ops.floor "
        "keras.ops.floor_divide keras.ops.floordiv keras.ops.floormod keras.ops.fmax keras.ops.fmin keras.ops.greater "
        "keras.ops.greater_equal keras.ops.hard_sigmoid keras.ops.less keras.ops.less_equal keras.ops.log "
        "keras.ops.log10 keras.ops.log1p keras.ops.log2 keras.ops.logical_and keras.ops.logical_or keras.ops.matmul "
        "keras.ops.maximum keras.ops.minimum keras.ops.mod keras.ops.multiply keras.ops.negative keras.ops.not_equal "
        "keras.ops.pow keras.ops.power keras.ops.relu keras.ops.remainder keras.ops.rint keras.ops.round "
        "keras.ops.sigmoid keras.ops.sign keras.ops.sin keras.ops.softmax keras.ops.softsign keras.ops.sqrt "
        "keras.ops.square keras.ops.subtract keras.ops.tanh keras.ops.true_divide keras.ops.truediv keras.ops.trunc "
        "keras.ops.where numpy.abs numpy.absolute numpy.add numpy.angle numpy.arctan numpy.around numpy.bitwise_and "
        "numpy.bitwise_not numpy.bitwise_or numpy.bool_ numpy.ceil numpy.clip numpy.cos numpy.cosh numpy.cumprod "
        "numpy.cumsum numpy.diff numpy.divide numpy.divide_no_nan numpy.dot numpy.double numpy.equal numpy.exp "
        "numpy.expm1 numpy.fabs numpy.fft.fft numpy.fft.fft2 numpy.fft.rfft numpy.float16 numpy.float32 numpy.float64 "
        "numpy.float_ numpy.floor numpy.floor_divide numpy.floordiv numpy.floormod numpy.fmax numpy.fmin "
        "numpy.gradient numpy.greater numpy.greater_equal numpy.hard_sigmoid numpy.imag numpy.in1d numpy.int16 "
        "numpy.int32 numpy.int64 numpy.int8 numpy.int_ numpy.invert numpy.isclose numpy.isfinite numpy.isin "
        "numpy.isnan numpy.less numpy.less_equal numpy.log numpy.log10 numpy.log1p numpy.log2 numpy.logical_and "
        "numpy.logical_not numpy.logical_or numpy.matmul numpy.maximum numpy.minimum numpy.mod numpy.multiply "
        "numpy.nan_to_num numpy.negative numpy.not_equal numpy.pow numpy.power numpy.real numpy.reciprocal numpy.relu "
        "numpy.remainder numpy.rint numpy.round numpy.sigmoid numpy.sign numpy.sin numpy.single numpy.sinh "
        "numpy.softmax numpy.softsign numpy.sqrt numpy.square numpy.subtract numpy.tan numpy.tanh numpy.true_divide "
        "numpy.truediv numpy.trunc numpy.uint16 numpy.uint32 numpy.uint64 numpy.uint8 numpy.vectorize numpy.where "
        "tensorflow.abs tensorflow.absolute tensorflow.add tensorflow.around tensorflow.bitwise_and "
        "tensorflow.bitwise_or tensorflow.cast tensorflow.ceil tensorflow.clip_by_value tensorflow.cos "
        "tensorflow.divide tensorflow.divide_no_nan tensorflow.dot tensorflow.dtypes.cast tensorflow.equal "
        "tensorflow.exp tensorflow.fabs tensorflow.floor tensorflow.floor_divide tensorflow.floordiv "
        "tensorflow.floormod tensorflow.fmax tensorflow.fmin tensorflow.greater tensorflow.greater_equal "
        "tensorflow.hard_sigmoid tensorflow.less tensorflow.less_equal tensorflow.linalg.abs "
        "tensorflow.linalg.absolute tensorflow.linalg.add tensorflow.linalg.around tensorflow.linalg.bitwise_and "
        "tensorflow.linalg.bitwise_or tensorflow.linalg.ceil tensorflow.linalg.cos tensorflow.linalg.divide "
        "tensorflow.linalg.divide_no_nan tensorflow.linalg.dot tensorflow.linalg.equal tensorflow.linalg.exp "
        "tensorflow.linalg.fabs tensorflow.linalg.floor tensorflow.linalg.floor_divide tensorflow.linalg.floordiv "
        "tensorflow.linalg.floormod tensorflow.linalg.fmax tensorflow.linalg.fmin tensorflow.linalg.greater "
        "tensorflow.linalg.greater_equal tensorflow.linalg.hard_sigmoid tensorflow.linalg.less "
        "tensorflow.linalg.less_equal tensorflow.linalg.log tensorflow.linalg.log10 tensorflow.linalg.log1p "
        "tensorflow.linalg.log2 tensorflow.linalg.logical_and tensorflow.linalg.logical_or tensorflow.linalg.matmul "
        "tensorflow.linalg.maximum tensorflow.linalg.minimum tensorflow.linalg.mod tensorflow.linalg.multiply "
        "tensorflow.linalg.not_equal tensorflow.linalg.pow tensorflow.linalg.power tensorflow.linalg.relu "
        "tensorflow.linalg.remainder tensorflow.linalg.rint tensorflow.linalg.round tensorflow.linalg.sigmoid "
        "tensorflow.linalg.sign tensorflow.linalg.sin tensorflow.linalg.softmax tensorflow.linalg.softsign "
        "tensorflow.linalg.sqrt tensorflow.linalg.square tensorflow.linalg.subtract tensorflow.linalg.tanh "
        "tensorflow.linalg.true_divide tensorflow.linalg.truediv tensorflow.linalg.trunc tensorflow.log "
        "tensorflow.log10 tensorflow.log1p tensorflow.log2 tensorflow.logical_and tensorflow.logical_or "
        "tensorflow.math.abs tensorflow.math.absolute tensorflow.math.add tensorflow.math.around "
        "tensorflow.math.bitwise_and tensorflow.math.bitwise_or tensorflow.math.ceil tensorflow.math.cos "
        "tensorflow.math.divide tensorflow.math.divide_no_nan tensorflow.math.dot tensorflow.math.equal "
        "tensorflow.math.exp tensorflow.math.fabs tensorflow.math.floor tensorflow.math.floor_divide "
        "tensorflow.math.floordiv tensorflow.math.floormod tensorflow.math.fmax tensorflow.math.fmin "
        "tensorflow.math.greater tensorflow.math.greater_equal tensorflow.math.hard_sigmoid tensorflow.math.less "
        "tensorflow.math.less_equal tensorflow.math.log tensorflow.math.log10 tensorflow.math.log1p "
        "tensorflow.math.log2 tensorflow.math.logical_and tensorflow.math.logical_or tensorflow.math.matmul "
        "tensorflow.math.maximum tensorflow.math.minimum tensorflow.math.mod tensorflow.math.multiply "
        "tensorflow.math.not_equal tensorflow.math.pow tensorflow.math.power tensorflow.math.relu "
        "tensorflow.math.remainder tensorflow.math.rint tensorflow.math.round tensorflow.math.sigmoid "
        "tensorflow.math.sign tensorflow.math.sin tensorflow.math.softmax tensorflow.math.softsign "
        "tensorflow.math.sqrt tensorflow.math.square tensorflow.math.subtract tensorflow.math.tanh "
        "tensorflow.math.true_divide tensorflow.math.truediv tensorflow.math.trunc tensorflow.matmul "
        "tensorflow.maximum tensorflow.minimum tensorflow.mod tensorflow.multiply tensorflow.negative "
        "tensorflow.nn.abs tensorflow.nn.absolute tensorflow.nn.around tensorflow.nn.ceil tensorflow.nn.cos "
        "tensorflow.nn.exp tensorflow.nn.fabs tensorflow.nn.floor tensorflow.nn.hard_sigmoid tensorflow.nn.log "
        "tensorflow.nn.log10 tensorflow.nn.log1p tensorflow.nn.log2 tensorflow.nn.relu tensorflow.nn.rint "
        "tensorflow.nn.round tensorflow.nn.sigmoid tensorflow.nn.sign tensorflow.nn.sin tensorflow.nn.softmax "
        "tensorflow.nn.softsign tensorflow.nn.sqrt tensorflow.nn.square tensorflow.nn.tanh tensorflow.nn.trunc "
        "tensorflow.not_equal tensorflow.pow tensorflow.power tensorflow.relu tensorflow.remainder tensorflow.rint "
        "tensorflow.round tensorflow.sigmoid tensorflow.sign tensorflow.sin tensorflow.softmax tensorflow.softsign "
        "tensorflow.sqrt tensorflow.square tensorflow.subtract tensorflow.tanh tensorflow.to_float "
        "tensorflow.true_divide tensorflow.truediv tensorflow.trunc tensorflow.where"
    ),
    "imblearn": (
        "imblearn.combine.SMOTEENN imblearn.combine.SMOTETomek imblearn.over_sampling.ADASYN "
        "imblearn.over_sampling.BorderlineSMOTE imblearn.over_sampling.KMeansSMOTE "
        "imblearn.over_sampling.RandomOverSampler imblearn.over_sampling.SMOTE imblearn.over_sampling.SMOTEN "
        "imblearn.over_sampling.SMOTENC imblearn.over_sampling.SVMSMOTE imblearn.under_sampling.NearMiss "
        "imblearn.under_sampling.RandomUnderSampler imblearn.under_sampling.TomekLinks"
    ),
    "jax": "jax.block_until_ready jax.checkpoint jax.device_put jax.grad jax.jit jax.remat jax.value_and_grad",
    "keras_data": (
        "keras.datasets.boston_housing.load_data keras.datasets.california_housing.load_data "
        "keras.datasets.cifar10.load_data keras.datasets.cifar100.load_data keras.datasets.fashion_mnist.load_data "
        "keras.datasets.imdb.get_word_index keras.datasets.imdb.load_data keras.datasets.mnist.load_data "
        "keras.datasets.reuters.get_word_index keras.datasets.reuters.load_data keras.preprocessing.image.array_to_img "
        "keras.preprocessing.image.image_dataset_from_directory keras.preprocessing.image.img_to_array "
        "keras.preprocessing.image.load_img keras.preprocessing.image_dataset_from_directory "
        "keras.preprocessing.sequence.pad_sequences keras.preprocessing.sequence.timeseries_dataset_from_array "
        "keras.preprocessing.text_dataset_from_directory keras.preprocessing.timeseries_dataset_from_array "
        "keras.utils.array_to_img keras.utils.audio_dataset_from_directory keras.utils.get_file "
        "keras.utils.image_dataset_from_directory keras.utils.img_to_array keras.utils.load_img keras.utils.normalize "
        "keras.utils.pad_sequences keras.utils.text_dataset_from_directory keras.utils.timeseries_dataset_from_array "
        "keras.utils.to_categorical"
    ),
    "keras_generators": (
        "keras.legacy.preprocessing.image.ImageDataGenerator keras.legacy.preprocessing.text.Tokenizer "
        "keras.preprocessing.image.ImageDataGenerator keras.preprocessing.sequence.TimeseriesGenerator "
        "keras.preprocessing.text.Tokenizer keras.utils.TimeseriesGenerator"
    ),
    "keras_network": (
        "keras. keras.Input keras.Model keras.Model.add keras.Model.compile keras.Model.evaluate keras.Model.fit "
        "keras.Model.fit_generator keras.Model.predict keras.Model.summary keras.Sequential keras.Sequential.add "
        "keras.Sequential.compile keras.Sequential.evaluate keras.Sequential.fit keras.Sequential.fit_generator "
        "keras.Sequential.predict keras.Sequential.summary keras.applications. keras.backend.epsilon "
        "keras.backend.floatx keras.backend.image_data_format keras.backend.image_dim_ordering "
        "keras.backend.set_image_data_format keras.backend.set_image_dim_ordering keras.config.epsilon "
        "keras.config.floatx keras.config.image_data_format keras.config.set_image_data_format keras.layers. "
        "keras.models.Functional tensorflow.losses.sigmoid_cross_entropy_with_logits "
        "tensorflow.losses.softmax_cross_entropy_with_logits tensorflow.losses.softmax_cross_entropy_with_logits_v2 "
        "tensorflow.losses.sparse_softmax_cross_entropy_with_logits "
        "tensorflow.losses.weighted_cross_entropy_with_logits tensorflow.nn.sigmoid_cross_entropy_with_logits "
        "tensorflow.nn.softmax_cross_entropy_with_logits tensorflow.nn.softmax_cross_entropy_with_logits_v2 "
        "tensorflow.nn.sparse_softmax_cross_entropy_with_logits tensorflow.nn.weighted_cross_entropy_with_logits "
        "tensorflow.sigmoid_cross_entropy_with_logits tensorflow.softmax_cross_entropy_with_logits "
        "tensorflow.softmax_cross_entropy_with_logits_v2 tensorflow.sparse_softmax_cross_entropy_with_logits "
        "tensorflow.weighted_cross_entropy_with_logits"
    ),
    "keras_objects": (
        "keras.activations. keras.backend. keras.callbacks. keras.constraints. keras.initializers. keras.losses. "
        "keras.metrics. keras.objectives. keras.optimizers. keras.regularizers. tensorflow.constant_initializer "
        "tensorflow.ones_initializer tensorflow.random_normal_initializer tensorflow.random_uniform_initializer "
        "tensorflow.zeros_initializer"
    ),
    "keras_preprocess": (
        "keras.applications.convnext.preprocess_input keras.applications.densenet.preprocess_input "
        "keras.applications.efficientnet.preprocess_input keras.applications.efficientnet_v2.preprocess_input "
        "keras.applications.imagenet_utils.preprocess_input keras.applications.inception_resnet_v2.preprocess_input "
        "keras.applications.inception_v3.preprocess_input keras.applications.mobilenet.preprocess_input "
        "keras.applications.mobilenet_v2.preprocess_input keras.applications.mobilenet_v3.preprocess_input "
        "keras.applications.nasnet.preprocess_input keras.applications.regnet.preprocess_input "
        "keras.applications.resnet.preprocess_input keras.applications.resnet50.preprocess_input "
        "keras.applications.resnet_rs.preprocess_input keras.applications.resnet_v2.preprocess_input "
        "keras.applications.vgg16.preprocess_input keras.applications.vgg19.preprocess_input "
        "keras.applications.xception.preprocess_input"
    ),
    "keras_retired": (
        "keras.engine.AtrousConvolution1D keras.engine.AtrousConvolution2D keras.engine.Highway "
        "keras.engine.MaxoutDense keras.engine.Merge keras.engine.ParametricSoftplus keras.engine.SReLU "
        "keras.engine.TimeDistributedDense keras.engine.merge keras.engine.topology.AtrousConvolution1D "
        "keras.engine.topology.AtrousConvolution2D keras.engine.topology.Highway keras.engine.topology.MaxoutDense "
        "keras.engine.topology.Merge keras.engine.topology.ParametricSoftplus keras.engine.topology.SReLU "
        "keras.engine.topology.TimeDistributedDense keras.engine.topology.merge keras.layers.AtrousConvolution1D "
        "keras.layers.AtrousConvolution2D keras.layers.Highway keras.layers.MaxoutDense keras.layers.Merge "
        "keras.layers.ParametricSoftplus keras.layers.SReLU keras.layers.TimeDistributedDense "
        "keras.layers.convolutional.AtrousConvolution1D keras.layers.convolutional.AtrousConvolution2D "
        "keras.layers.core.AtrousConvolution1D keras.layers.core.AtrousConvolution2D keras.layers.core.Highway "
        "keras.layers.core.MaxoutDense keras.layers.core.Merge keras.layers.core.ParametricSoftplus "
        "keras.layers.core.SReLU keras.layers.core.TimeDistributedDense keras.layers.core.merge keras.layers.merge "
        "keras.legacy.layers.AtrousConvolution1D keras.legacy.layers.AtrousConvolution2D keras.legacy.layers.Highway "
        "keras.legacy.layers.MaxoutDense keras.legacy.layers.Merge keras.legacy.layers.ParametricSoftplus "
        "keras.legacy.layers.SReLU keras.legacy.layers.TimeDistributedDense keras.legacy.layers.merge"
    ),
    "keras_tuner": "keras_tuner. kerastuner.",
    "librosa": "librosa.load",
    "matplotlib": "matplotlib.image.imread matplotlib.pyplot.imread",
    "model_optimization": "tensorflow_model_optimization.",
    "numpy": (
        "jax.numpy.array keras.backend.ones keras.backend.zeros keras.ops.arange keras.ops.eye keras.ops.full "
        "keras.ops.linspace keras.ops.newaxis keras.ops.ones keras.ops.ones_like keras.ops.zeros keras.ops.zeros_like "
        "numpy.Inf numpy.allclose numpy.apply_along_axis numpy.arange numpy.array numpy.array_equal numpy.asanyarray "
        "numpy.asarray numpy.ascontiguousarray numpy.asfarray numpy.choose numpy.convolve numpy.copy numpy.cross "
        "numpy.diag numpy.dtype numpy.e numpy.einsum numpy.empty numpy.empty_like numpy.eye numpy.finfo "
        "numpy.fromfunction numpy.fromiter numpy.full numpy.full_like numpy.geomspace numpy.identity numpy.iinfo "
        "numpy.indices numpy.inf numpy.inner numpy.insert numpy.interp numpy.issubdtype "
        "numpy.lib.stride_tricks.sliding_window_view numpy.linalg.inv numpy.linalg.solve numpy.linspace numpy.logspace "
        "numpy.ma.masked_array numpy.may_share_memory numpy.meshgrid numpy.ndarray numpy.newaxis numpy.ones "
        "numpy.ones_like numpy.outer numpy.pi numpy.polyfit numpy.polyval numpy.rot90 numpy.select "
        "numpy.set_printoptions numpy.seterr numpy.tensordot numpy.tril numpy.triu numpy.unravel_index numpy.zeros "
        "numpy.zeros_like tensorflow.eye tensorflow.fill tensorflow.linspace tensorflow.ones tensorflow.ones_like "
        "tensorflow.range tensorflow.zeros tensorflow.zeros_like"
    ),
    "numpy_files": (
        "numpy.frombuffer numpy.fromfile numpy.fromstring numpy.genfromtxt numpy.load numpy.loadtxt numpy.memmap "
        "numpy.save numpy.savetxt numpy.savez numpy.savez_compressed"
    ),
    "numpy_random": (
        "keras.backend.random_normal keras.backend.random_uniform keras.random.normal keras.random.randint "
        "keras.random.truncated_normal keras.random.uniform keras.utils.set_random_seed numpy.random.Generator "
        "numpy.random.RandomState numpy.random.beta numpy.random.binomial numpy.random.choice numpy.random.default_rng "
        "numpy.random.dirichlet numpy.random.exponential numpy.random.gamma numpy.random.integers numpy.random.laplace "
        "numpy.random.lognormal numpy.random.multivariate_normal numpy.random.normal numpy.random.poisson "
        "numpy.random.rand numpy.random.randint numpy.random.randn numpy.random.random numpy.random.random_integers "
        "numpy.random.random_sample numpy.random.ranf numpy.random.sample numpy.random.seed "
        "numpy.random.standard_normal numpy.random.uniform sklearn.utils.check_random_state tensorflow.random.normal "
        "tensorflow.random.set_seed tensorflow.random.stateless_normal tensorflow.random.stateless_uniform "
        "tensorflow.random.truncated_normal tensorflow.random.uniform tensorflow.random_normal "
        "tensorflow.random_uniform tensorflow.set_random_seed tensorflow.truncated_normal"
    ),
    "opencv": (
        "cv2.Canny cv2.GaussianBlur cv2.IMREAD_COLOR cv2.IMREAD_GRAYSCALE cv2.IMREAD_UNCHANGED cv2.NORM_L2 "
        "cv2.NORM_MINMAX cv2.THRESH_BINARY cv2.THRESH_BINARY_INV cv2.THRESH_OTSU cv2.THRESH_TOZERO "
        "cv2.THRESH_TOZERO_INV cv2.THRESH_TRIANGLE cv2.THRESH_TRUNC cv2.VideoCapture cv2.adaptiveThreshold "
        "cv2.addWeighted cv2.bilateralFilter cv2.bitwise_not cv2.blur cv2.copyMakeBorder cv2.cvtColor cv2.dilate "
        "cv2.equalizeHist cv2.erode cv2.fastNlMeansDenoisingColored cv2.flip cv2.imdecode cv2.imread cv2.medianBlur "
        "cv2.morphologyEx cv2.normalize cv2.resize cv2.rotate cv2.threshold cv2.undistort cv2.warpAffine "
        "cv2.warpPerspective"
    ),
    "pandas": (
        "pandas.DataFrame pandas.DataFrame.from_dict pandas.DataFrame.from_records pandas.Series pandas.concat "
        "pandas.cut pandas.factorize pandas.get_dummies pandas.melt pandas.merge pandas.pivot_table pandas.qcut "
        "pandas.to_datetime pandas.to_numeric"
    ),
    "pandas_files": (
        "pandas.json_normalize pandas.read_csv pandas.read_excel pandas.read_feather pandas.read_fwf pandas.read_hdf "
        "pandas.read_json pandas.read_parquet pandas.read_pickle pandas.read_sql pandas.read_sql_query "
        "pandas.read_table seaborn.load_dataset"
    ),
    "pillow": (
        "PIL.Image.fromarray PIL.Image.open PIL.ImageOps.equalize PIL.ImageOps.exif_transpose PIL.ImageOps.fit "
        "PIL.ImageOps.grayscale PIL.ImageOps.invert PIL.ImageOps.pad"
    ),
    "progress_bars": (
        "fastprogress.fastprogress.master_bar fastprogress.fastprogress.progress_bar fastprogress.master_bar "
        "fastprogress.progress_bar rich.progress.track tqdm.auto.tqdm tqdm.auto.trange tqdm.autonotebook.tqdm "
        "tqdm.autonotebook.trange tqdm.notebook.tqdm tqdm.notebook.trange tqdm.std.tqdm tqdm.std.trange tqdm.tnrange "
        "tqdm.tqdm tqdm.tqdm_notebook tqdm.trange"
    ),
    "python.argparse": "argparse.ArgumentParser configargparse.ArgumentParser",
    "python.collections": "collections.defaultdict collections.deque collections.namedtuple",
    "python.constructors": (
        "builtins.bool builtins.dict builtins.float builtins.frozenset builtins.int builtins.len builtins.list "
        "builtins.set builtins.str builtins.tuple collections.Counter collections.OrderedDict"
    ),
    "python.copies": "copy.copy copy.deepcopy",
    "python.functools": "functools.cache functools.lru_cache functools.partial functools.reduce functools.wraps",
    "python.glob": "glob.glob glob.iglob",
    "python.iterators": (
        "builtins.all builtins.any builtins.enumerate builtins.filter builtins.iter builtins.map builtins.next "
        "builtins.range builtins.reversed builtins.sorted builtins.zip itertools.zip_longest"
    ),
    "python.itertools": "itertools.chain itertools.product itertools.repeat",
    "python.modules": (
        "builtins.__import__ builtins.classmethod builtins.globals builtins.property builtins.staticmethod "
        "importlib.import_module"
    ),
    "python.numbers": (
        "builtins.abs builtins.divmod builtins.max builtins.min builtins.pow builtins.round builtins.sum math.ceil "
        "math.cos math.e math.exp math.floor math.fsum math.gcd math.inf math.log math.log10 math.log2 math.pi "
        "math.pow math.prod math.sin math.sqrt math.tanh math.trunc"
    ),
    "python.objects": (
        "builtins.callable builtins.exit builtins.getattr builtins.hasattr builtins.isinstance builtins.print "
        "builtins.quit builtins.setattr builtins.super builtins.type builtins.vars inspect.isclass"
    ),
    "python.os": "os.environ.get os.environ.setdefault os.getenv os.path.join os.sep",
    "python.random": (
        "random.Random random.SystemRandom random.choice random.choices random.gauss random.normalvariate "
        "random.randint random.random random.randrange random.sample random.seed random.shuffle random.uniform"
    ),
    "python.records": "argparse.Namespace dataclasses.field types.SimpleNamespace",
    "python.strings": "string.ascii_lowercase string.digits",
    "reductions": (
        "keras.backend.all keras.backend.any keras.backend.argmax keras.backend.int_shape keras.backend.max "
        "keras.backend.mean keras.backend.min keras.backend.prod keras.backend.ptp keras.backend.shape "
        "keras.backend.std keras.backend.sum keras.backend.var keras.ops.all keras.ops.amax keras.ops.amin "
        "keras.ops.any keras.ops.argmax keras.ops.max keras.ops.mean keras.ops.min keras.ops.prod keras.ops.ptp "
        "keras.ops.shape keras.ops.std keras.ops.sum keras.ops.var numpy.all numpy.amax numpy.amin numpy.any "
        "numpy.argmax numpy.argmin numpy.argsort numpy.argwhere numpy.average numpy.bincount numpy.corrcoef numpy.cov "
        "numpy.digitize numpy.histogram numpy.linalg.norm numpy.max numpy.mean numpy.median numpy.min numpy.nanmax "
        "numpy.nanmean numpy.nanmin numpy.nanstd numpy.nansum numpy.nanvar numpy.ndim numpy.nonzero numpy.percentile "
        "numpy.prod numpy.ptp numpy.quantile numpy.searchsorted numpy.shape numpy.size numpy.std numpy.sum "
        "numpy.unique numpy.var tensorflow.argmax tensorflow.math.argmax tensorflow.math.reduce_all "
        "tensorflow.math.reduce_any tensorflow.math.reduce_max tensorflow.math.reduce_mean tensorflow.math.reduce_min "
        "tensorflow.math.reduce_prod tensorflow.math.reduce_std tensorflow.math.reduce_sum "
        "tensorflow.math.reduce_variance tensorflow.nn.moments tensorflow.rank tensorflow.reduce_all "
        "tensorflow.reduce_any tensorflow.reduce_max tensorflow.reduce_mean tensorflow.reduce_min "
        "tensorflow.reduce_prod tensorflow.reduce_std tensorflow.reduce_sum tensorflow.reduce_variance "
        "tensorflow.shape tensorflow.size tensorflow.unique"
    ),
    "scikit_image": (
        "imageio.imread imageio.v2.imread imageio.v3.imread scipy.misc.imread scipy.misc.imresize scipy.ndimage.imread "
        "skimage.color.rgb2gray skimage.img_as_float skimage.img_as_float32 skimage.io.imread "
        "skimage.transform.rescale skimage.transform.resize skimage.util.img_as_float skimage.util.img_as_float32"
    ),
    "scipy": (
        "scipy.io.loadmat scipy.io.wavfile.read scipy.ndimage.gaussian_filter scipy.ndimage.rotate scipy.ndimage.zoom"
    ),
    "shaping": (
        "keras.backend.broadcast_to keras.backend.concatenate keras.backend.expand_dims keras.backend.flatten "
        "keras.backend.flip keras.backend.fliplr keras.backend.flipud keras.backend.moveaxis "
        "keras.backend.permute_dimensions keras.backend.reshape keras.backend.roll keras.backend.squeeze "
        "keras.backend.stack keras.backend.swapaxes keras.backend.transpose keras.ops.broadcast_to "
        "keras.ops.concatenate keras.ops.expand_dims keras.ops.flip keras.ops.fliplr keras.ops.flipud keras.ops.hstack "
        "keras.ops.moveaxis keras.ops.pad keras.ops.ravel keras.ops.repeat keras.ops.reshape keras.ops.roll "
        "keras.ops.split keras.ops.squeeze keras.ops.stack keras.ops.swapaxes keras.ops.take keras.ops.tile "
        "keras.ops.transpose keras.ops.vstack numpy.append numpy.array_split numpy.atleast_1d numpy.atleast_2d "
        "numpy.atleast_3d numpy.broadcast_to numpy.c_ numpy.column_stack numpy.compress numpy.concat numpy.concatenate "
        "numpy.delete numpy.dstack numpy.expand_dims numpy.extract numpy.flip numpy.fliplr numpy.flipud numpy.hstack "
        "numpy.moveaxis numpy.pad numpy.random.permutation numpy.random.shuffle numpy.ravel numpy.repeat numpy.reshape "
        "numpy.roll numpy.rollaxis numpy.row_stack numpy.sort numpy.split numpy.squeeze numpy.stack numpy.swapaxes "
        "numpy.take numpy.tile numpy.transpose numpy.vstack sklearn.utils.resample tensorflow.broadcast_to "
        "tensorflow.concat tensorflow.concatenate tensorflow.expand_dims tensorflow.flip tensorflow.fliplr "
        "tensorflow.flipud tensorflow.gather tensorflow.moveaxis tensorflow.pad tensorflow.random.shuffle "
        "tensorflow.repeat tensorflow.reshape tensorflow.reverse tensorflow.roll tensorflow.sort tensorflow.split "
        "tensorflow.squeeze tensorflow.stack tensorflow.swapaxes tensorflow.tile tensorflow.transpose"
    ),
    "sklearn": (
        "sklearn.datasets.fetch_20newsgroups sklearn.datasets.fetch_california_housing sklearn.datasets.fetch_covtype "
        "sklearn.datasets.fetch_olivetti_faces sklearn.datasets.fetch_openml sklearn.datasets.load_boston "
        "sklearn.datasets.load_breast_cancer sklearn.datasets.load_diabetes sklearn.datasets.load_digits "
        "sklearn.datasets.load_files sklearn.datasets.load_iris sklearn.datasets.load_wine sklearn.datasets.make_blobs "
        "sklearn.datasets.make_circles sklearn.datasets.make_classification sklearn.datasets.make_gaussian_quantiles "
        "sklearn.datasets.make_moons sklearn.datasets.make_multilabel_classification sklearn.datasets.make_regression "
        "sklearn.feature_extraction.text.CountVectorizer sklearn.feature_extraction.text.TfidfVectorizer "
        "sklearn.model_selection.GroupKFold sklearn.model_selection.KFold sklearn.model_selection.ShuffleSplit "
        "sklearn.model_selection.StratifiedKFold sklearn.model_selection.StratifiedShuffleSplit "
        "sklearn.model_selection.TimeSeriesSplit sklearn.model_selection.train_test_split sklearn.utils.shuffle"
    ),
    "sklearn_transformers": (
        "sklearn.compose.ColumnTransformer sklearn.compose.make_column_transformer sklearn.decomposition.PCA "
        "sklearn.decomposition.TruncatedSVD sklearn.feature_selection.GenericUnivariateSelect "
        "sklearn.feature_selection.RFE sklearn.feature_selection.RFECV sklearn.feature_selection.SelectFdr "
        "sklearn.feature_selection.SelectFpr sklearn.feature_selection.SelectFromModel "
        "sklearn.feature_selection.SelectFwe sklearn.feature_selection.SelectKBest "
        "sklearn.feature_selection.SelectPercentile sklearn.feature_selection.SequentialFeatureSelector "
        "sklearn.impute.KNNImputer sklearn.impute.SimpleImputer sklearn.pipeline.Pipeline "
        "sklearn.pipeline.make_pipeline sklearn.preprocessing.Binarizer sklearn.preprocessing.FunctionTransformer "
        "sklearn.preprocessing.KBinsDiscretizer sklearn.preprocessing.LabelBinarizer "
        "sklearn.preprocessing.LabelEncoder sklearn.preprocessing.MaxAbsScaler sklearn.preprocessing.MinMaxScaler "
        "sklearn.preprocessing.MultiLabelBinarizer sklearn.preprocessing.Normalizer "
        "sklearn.preprocessing.OneHotEncoder sklearn.preprocessing.OrdinalEncoder "
        "sklearn.preprocessing.PolynomialFeatures sklearn.preprocessing.PowerTransformer "
        "sklearn.preprocessing.QuantileTransformer sklearn.preprocessing.RobustScaler "
        "sklearn.preprocessing.StandardScaler sklearn.preprocessing.label_binarize sklearn.preprocessing.maxabs_scale "
        "sklearn.preprocessing.minmax_scale sklearn.preprocessing.normalize sklearn.preprocessing.robust_scale "
        "sklearn.preprocessing.scale"
    ),
    "tensorflow_data": (
        "keras.KerasTensor keras.utils.split_dataset tensorflow.RaggedTensorSpec tensorflow.TensorSpec "
        "tensorflow.data.Dataset.choose_from_datasets tensorflow.data.Dataset.from_generator "
        "tensorflow.data.Dataset.from_tensor_slices tensorflow.data.Dataset.from_tensors "
        "tensorflow.data.Dataset.list_files tensorflow.data.Dataset.range tensorflow.data.Dataset.sample_from_datasets "
        "tensorflow.data.Dataset.zip tensorflow.data.Options tensorflow.data.TFRecordDataset "
        "tensorflow.data.TextLineDataset tensorflow.data.experimental.AutoShardPolicy "
        "tensorflow.data.experimental.cardinality tensorflow.data.experimental.make_csv_dataset "
        "tensorflow.data.experimental.sample_from_datasets"
    ),
    "tensorflow_ops": (
        "keras.Variable keras.backend.constant keras.backend.one_hot keras.backend.variable keras.ops.array "
        "keras.ops.convert_to_numpy keras.ops.convert_to_tensor keras.ops.copy keras.ops.image.resize "
        "keras.ops.image.rgb_to_grayscale keras.ops.normalize keras.ops.one_hot keras.preprocessing.image.smart_resize "
        "keras.utils.smart_resize tensorflow.TensorShape tensorflow.Variable tensorflow.audio.decode_wav "
        "tensorflow.compat.as_text tensorflow.constant tensorflow.convert_to_tensor tensorflow.data.AUTOTUNE "
        "tensorflow.data.experimental.AUTOTUNE tensorflow.decode_and_crop_jpeg tensorflow.decode_bmp "
        "tensorflow.decode_gif tensorflow.decode_jpeg tensorflow.decode_png tensorflow.decode_raw "
        "tensorflow.ensure_shape tensorflow.gfile.GFile tensorflow.identity tensorflow.image.adjust_brightness "
        "tensorflow.image.adjust_contrast tensorflow.image.adjust_gamma tensorflow.image.adjust_hue "
        "tensorflow.image.adjust_jpeg_quality tensorflow.image.adjust_saturation tensorflow.image.central_crop "
        "tensorflow.image.convert_image_dtype tensorflow.image.crop_and_resize tensorflow.image.crop_to_bounding_box "
        "tensorflow.image.decode_and_crop_jpeg tensorflow.image.decode_bmp tensorflow.image.decode_gif "
        "tensorflow.image.decode_image tensorflow.image.decode_jpeg tensorflow.image.decode_png "
        "tensorflow.image.extract_patches tensorflow.image.flip_left_right tensorflow.image.flip_up_down "
        "tensorflow.image.grayscale_to_rgb tensorflow.image.pad_to_bounding_box "
        "tensorflow.image.per_image_standardization tensorflow.image.psnr tensorflow.image.random_brightness "
        "tensorflow.image.random_contrast tensorflow.image.random_crop tensorflow.image.random_flip_left_right "
        "tensorflow.image.random_flip_up_down tensorflow.image.random_hue tensorflow.image.random_jpeg_quality "
        "tensorflow.image.random_saturation tensorflow.image.resize tensorflow.image.resize_bilinear "
        "tensorflow.image.resize_image_with_crop_or_pad tensorflow.image.resize_image_with_pad "
        "tensorflow.image.resize_images tensorflow.image.resize_with_crop_or_pad tensorflow.image.resize_with_pad "
        "tensorflow.image.rgb_to_grayscale tensorflow.image.rgb_to_hsv tensorflow.image.rot90 tensorflow.image.ssim "
        "tensorflow.image.stateless_random_brightness tensorflow.image.stateless_random_contrast "
        "tensorflow.image.stateless_random_flip_left_right tensorflow.image.stateless_random_flip_up_down "
        "tensorflow.image.stateless_random_hue tensorflow.image.stateless_random_jpeg_quality "
        "tensorflow.image.stateless_random_saturation tensorflow.image.total_variation tensorflow.image.transpose "
        "tensorflow.io.decode_and_crop_jpeg tensorflow.io.decode_bmp tensorflow.io.decode_gif "
        "tensorflow.io.decode_image tensorflow.io.decode_jpeg tensorflow.io.decode_png tensorflow.io.decode_raw "
        "tensorflow.io.gfile.GFile tensorflow.io.parse_example tensorflow.io.parse_single_example "
        "tensorflow.io.parse_tensor tensorflow.io.read_file tensorflow.linalg.normalize tensorflow.math.l2_normalize "
        "tensorflow.newaxis tensorflow.nn.l2_normalize tensorflow.numpy_function tensorflow.one_hot tensorflow.py_func "
        "tensorflow.py_function tensorflow.ragged.constant tensorflow.random_crop tensorflow.read_file "
        "tensorflow.stop_gradient tensorflow.string_split tensorflow.strings.as_string tensorflow.strings.join "
        "tensorflow.strings.lower tensorflow.strings.reduce_join tensorflow.strings.regex_replace "
        "tensorflow.strings.split tensorflow.strings.strip tensorflow.strings.substr tensorflow.strings.to_number "
        "tensorflow.strings.unicode_split"
    ),
    "tensorflow_training": (
        "keras.engine.data_adapter.unpack_x_y_sample_weight keras.utils.unpack_x_y_sample_weight "
        "tensorflow.GradientTape tensorflow.clip_by_average_norm tensorflow.clip_by_global_norm "
        "tensorflow.clip_by_norm tensorflow.clip_by_value tensorflow.distribute. tensorflow.identity"
    ),
    "tfds": (
        "tensorflow_datasets.as_numpy tensorflow_datasets.builder tensorflow_datasets.disable_progress_bar "
        "tensorflow_datasets.load tensorflow_datasets.show_examples"
    ),
    "torch": (
        "torch.FloatTensor torch.Tensor torch.as_tensor torch.from_numpy torch.nn. torch.nn.DataParallel "
        "torch.nn.parallel.DistributedDataParallel torch.optim. torch.tensor torch.utils.data.DataLoader "
        "torch.utils.data.TensorDataset"
    ),
    "versions": (
        "importlib.metadata.version importlib_metadata.version keras.version pkg_resources.get_distribution "
        "platform.python_version platform.python_version_tuple tensorflow.__internal__.tf2.enabled "
        "tensorflow.python.tf2.enabled"
    ),
}
"""Functions, what makes parts of the network, and constants."""

MEMBERS: Mapping[str, str] = {
    "elementwise": (
        "array.abs array.add array.astype array.between array.block_until_ready array.clip array.compute array.copy "
        "array.cumprod array.cumsum array.diff array.div array.divide array.dot array.dtype array.duplicated array.eq "
        "array.exp array.fill array.ge array.gt array.isin array.isna array.isnull array.item array.itemset array.le "
        "array.lt array.matmul array.mul array.multiply array.neg array.notna array.notnull array.numpy "
        "array.numpy_function array.pct_change array.persist array.pow array.radd array.round array.sqrt array.sub "
        "array.subtract array.tolist array.truediv"
    ),
    "imblearn": (
        "imblearn.combine.SMOTEENN.fit_resample imblearn.combine.SMOTEENN.fit_sample "
        "imblearn.combine.SMOTETomek.fit_resample imblearn.combine.SMOTETomek.fit_sample "
        "imblearn.over_sampling.ADASYN.fit_resample imblearn.over_sampling.ADASYN.fit_sample "
        "imblearn.over_sampling.BorderlineSMOTE.fit_resample imblearn.over_sampling.BorderlineSMOTE.fit_sample "
        "imblearn.over_sampling.KMeansSMOTE.fit_resample imblearn.over_sampling.KMeansSMOTE.fit_sample "
        "imblearn.over_sampling.RandomOverSampler.fit_resample imblearn.over_sampling.RandomOverSampler.fit_sample "
        "imblearn.over_sampling.SMOTE.fit_resample imblearn.over_sampling.SMOTE.fit_sample "
        "imblearn.over_sampling.SMOTEN.fit_resample imblearn.over_sampling.SMOTEN.fit_sample "
        "imblearn.over_sampling.SMOTENC.fit_resample imblearn.over_sampling.SMOTENC.fit_sample "
        "imblearn.over_sampling.SVMSMOTE.fit_resample imblearn.over_sampling.SVMSMOTE.fit_sample "
        "imblearn.under_sampling.NearMiss.fit_resample imblearn.under_sampling.NearMiss.fit_sample "
        "imblearn.under_sampling.RandomUnderSampler.fit_resample imblearn.under_sampling.RandomUnderSampler.fit_sample "
        "imblearn.under_sampling.TomekLinks.fit_resample imblearn.under_sampling.TomekLinks.fit_sample"
    ),
    "keras_generators": (
        "keras.preprocessing.image.ImageDataGenerator.apply_transform keras.preprocessing.image.ImageDataGenerator.fit "
        "keras.preprocessing.image.ImageDataGenerator.flow "
        "keras.preprocessing.image.ImageDataGenerator.flow_from_dataframe "
        "keras.preprocessing.image.ImageDataGenerator.flow_from_directory "
        "keras.preprocessing.image.ImageDataGenerator.random_transform "
        "keras.preprocessing.image.ImageDataGenerator.standardize keras.preprocessing.text.Tokenizer.fit_on_sequences "
        "keras.preprocessing.text.Tokenizer.fit_on_texts keras.preprocessing.text.Tokenizer.index_word "
        "keras.preprocessing.text.Tokenizer.num_words keras.preprocessing.text.Tokenizer.sequences_to_matrix "
        "keras.preprocessing.text.Tokenizer.sequences_to_texts keras.preprocessing.text.Tokenizer.texts_to_matrix "
        "keras.preprocessing.text.Tokenizer.texts_to_sequences "
        "keras.preprocessing.text.Tokenizer.texts_to_sequences_generator "
        "keras.preprocessing.text.Tokenizer.word_counts keras.preprocessing.text.Tokenizer.word_index"
    ),
    "numpy": "array.items array.keys array.view",
    "numpy_files": "numpy.lib.npyio.NpzFile.__getitem__ numpy.lib.npyio.NpzFile.files numpy.lib.npyio.NpzFile.get",
    "numpy_random": (
        "numpy.random.Generator.beta numpy.random.Generator.binomial numpy.random.Generator.choice "
        "numpy.random.Generator.dirichlet numpy.random.Generator.exponential numpy.random.Generator.gamma "
        "numpy.random.Generator.integers numpy.random.Generator.laplace numpy.random.Generator.lognormal "
        "numpy.random.Generator.multivariate_normal numpy.random.Generator.normal numpy.random.Generator.permutation "
        "numpy.random.Generator.permuted numpy.random.Generator.poisson numpy.random.Generator.rand "
        "numpy.random.Generator.randint numpy.random.Generator.randn numpy.random.Generator.random "
        "numpy.random.Generator.random_integers numpy.random.Generator.random_sample numpy.random.Generator.ranf "
        "numpy.random.Generator.sample numpy.random.Generator.seed numpy.random.Generator.standard_normal "
        "numpy.random.Generator.uniform"
    ),
    "opencv": "cv2.VideoCapture.read",
    "pandas": (
        "array.agg array.aggregate array.append_rows array.apply array.applymap array.as_matrix array.asfreq "
        "array.assign array.at array.bfill array.boxplot array.cat array.codes array.columns array.combine_first "
        "array.convert_dtypes array.cut array.describe array.drop array.drop_duplicates array.dropna array.dt "
        "array.empty array.ewm array.expanding array.explode array.extract array.factorize array.ffill array.fillna "
        "array.filter array.groupby array.head array.hist array.iat array.iloc array.index array.infer_objects "
        "array.info array.insert array.interpolate array.is_unique array.iteritems array.iterrows array.itertuples "
        "array.ix array.join array.loc array.map array.mask array.melt array.merge array.name array.nlargest "
        "array.nsmallest array.numpy_array array.pivot array.pivot_table array.plot array.pop array.query array.rank "
        "array.reindex array.rename array.rename_axis array.replace array.resample array.reset_index array.rolling "
        "array.sample array.scatter array.select_dtypes array.set_axis array.set_index array.shift array.sort_index "
        "array.sort_values array.squeeze_frame array.stack array.str array.tail array.take array.to_frame "
        "array.to_list array.to_numpy array.toarray array.todense array.transform_columns array.truncate array.unstack "
        "array.values array.where"
    ),
    "pandas_files": "array.to_csv array.to_excel array.to_json array.to_pickle array.to_sql",
    "pillow": (
        "array.__enter__ array.close array.convert array.crop array.filter_image array.format array.getdata array.load "
        "array.mode array.resize array.rotate array.save array.show array.thumbnail array.transpose_image array.verify"
    ),
    "python.argparse": (
        "argparse.ArgumentParser.add_argument argparse.ArgumentParser.add_argument_group "
        "argparse.ArgumentParser.add_mutually_exclusive_group argparse.ArgumentParser.parse_args "
        "argparse.ArgumentParser.parse_known_args argparse.ArgumentParser.set_defaults"
    ),
    "python.dicts": "dict.copy dict.get dict.items dict.keys dict.pop dict.setdefault dict.update dict.values",
    "python.lists": (
        "list.append list.appendleft list.clear list.copy list.count list.extend list.index list.insert list.pop "
        "list.popleft list.remove list.reverse list.sort set.add set.clear set.discard set.remove set.update"
    ),
    "python.random": (
        "random.Random.choice random.Random.choices random.Random.gauss random.Random.normalvariate "
        "random.Random.randint random.Random.random random.Random.randrange random.Random.sample random.Random.seed "
        "random.Random.shuffle random.Random.uniform"
    ),
    "python.strings": (
        "str.capitalize str.count str.endswith str.find str.format str.index str.isalpha str.isdigit str.join "
        "str.ljust str.lower str.lstrip str.partition str.removeprefix str.removesuffix str.replace str.rfind "
        "str.rjust str.rpartition str.rsplit str.rstrip str.split str.splitlines str.startswith str.strip str.swapcase "
        "str.title str.upper str.zfill"
    ),
    "reductions": (
        "array.all array.any array.argmax array.argmin array.argsort array.corr array.cov array.get_shape array.idxmax "
        "array.kurtosis array.max array.mean array.median array.min array.mode array.ndim array.nonzero array.nunique "
        "array.prod array.ptp array.quantile array.shape array.size array.skew array.std array.sum array.unique "
        "array.value_counts array.var"
    ),
    "scipy": "scipy.io.loadmat.__getitem__ scipy.io.loadmat.get scipy.io.loadmat.keys scipy.io.loadmat.pop",
    "shaping": (
        "array.T array.flatten array.ravel array.repeat array.reshape array.setflags array.sort array.squeeze "
        "array.swapaxes array.transpose numpy.random.Generator.shuffle"
    ),
    "sklearn": (
        "sklearn.feature_extraction.text.CountVectorizer.fit "
        "sklearn.feature_extraction.text.CountVectorizer.fit_transform "
        "sklearn.feature_extraction.text.CountVectorizer.transform sklearn.feature_extraction.text.TfidfVectorizer.fit "
        "sklearn.feature_extraction.text.TfidfVectorizer.fit_transform "
        "sklearn.feature_extraction.text.TfidfVectorizer.transform sklearn.model_selection.KFold.split "
        "sklearn.utils.Bunch.DESCR sklearn.utils.Bunch.__getitem__ sklearn.utils.Bunch.data "
        "sklearn.utils.Bunch.feature_names sklearn.utils.Bunch.frame sklearn.utils.Bunch.images "
        "sklearn.utils.Bunch.keys sklearn.utils.Bunch.target sklearn.utils.Bunch.target_names"
    ),
    "sklearn_transformers": (
        "library.get_feature_names_out library.get_params library.set_params sklearn.compose.ColumnTransformer.fit "
        "sklearn.compose.ColumnTransformer.fit_transform sklearn.compose.ColumnTransformer.inverse_transform "
        "sklearn.compose.ColumnTransformer.partial_fit sklearn.compose.ColumnTransformer.transform "
        "sklearn.decomposition.PCA.fit sklearn.decomposition.PCA.fit_transform "
        "sklearn.decomposition.PCA.inverse_transform sklearn.decomposition.PCA.partial_fit "
        "sklearn.decomposition.PCA.transform sklearn.decomposition.TruncatedSVD.fit "
        "sklearn.decomposition.TruncatedSVD.fit_transform sklearn.decomposition.TruncatedSVD.inverse_transform "
        "sklearn.decomposition.TruncatedSVD.partial_fit sklearn.decomposition.TruncatedSVD.transform "
        "sklearn.feature_selection.GenericUnivariateSelect.fit "
        "sklearn.feature_selection.GenericUnivariateSelect.fit_transform "
        "sklearn.feature_selection.GenericUnivariateSelect.inverse_transform "
        "sklearn.feature_selection.GenericUnivariateSelect.partial_fit "
        "sklearn.feature_selection.GenericUnivariateSelect.transform sklearn.feature_selection.RFE.fit "
        "sklearn.feature_selection.RFE.fit_transform sklearn.feature_selection.RFE.inverse_transform "
        "sklearn.feature_selection.RFE.partial_fit sklearn.feature_selection.RFE.transform "
        "sklearn.feature_selection.RFECV.fit sklearn.feature_selection.RFECV.fit_transform "
        "sklearn.feature_selection.RFECV.inverse_transform sklearn.feature_selection.RFECV.partial_fit "
        "sklearn.feature_selection.RFECV.transform sklearn.feature_selection.SelectFdr.fit "
        "sklearn.feature_selection.SelectFdr.fit_transform sklearn.feature_selection.SelectFdr.inverse_transform "
        "sklearn.feature_selection.SelectFdr.partial_fit sklearn.feature_selection.SelectFdr.transform "
        "sklearn.feature_selection.SelectFpr.fit sklearn.feature_selection.SelectFpr.fit_transform "
        "sklearn.feature_selection.SelectFpr.inverse_transform sklearn.feature_selection.SelectFpr.partial_fit "
        "sklearn.feature_selection.SelectFpr.transform sklearn.feature_selection.SelectFromModel.fit "
        "sklearn.feature_selection.SelectFromModel.fit_transform "
        "sklearn.feature_selection.SelectFromModel.inverse_transform "
        "sklearn.feature_selection.SelectFromModel.partial_fit sklearn.feature_selection.SelectFromModel.transform "
        "sklearn.feature_selection.SelectFwe.fit sklearn.feature_selection.SelectFwe.fit_transform "
        "sklearn.feature_selection.SelectFwe.inverse_transform sklearn.feature_selection.SelectFwe.partial_fit "
        "sklearn.feature_selection.SelectFwe.transform sklearn.feature_selection.SelectKBest.fit "
        "sklearn.feature_selection.SelectKBest.fit_transform sklearn.feature_selection.SelectKBest.inverse_transform "
        "sklearn.feature_selection.SelectKBest.partial_fit sklearn.feature_selection.SelectKBest.transform "
        "sklearn.feature_selection.SelectPercentile.fit sklearn.feature_selection.SelectPercentile.fit_transform "
        "sklearn.feature_selection.SelectPercentile.inverse_transform "
        "sklearn.feature_selection.SelectPercentile.partial_fit sklearn.feature_selection.SelectPercentile.transform "
        "sklearn.feature_selection.SequentialFeatureSelector.fit "
        "sklearn.feature_selection.SequentialFeatureSelector.fit_transform "
        "sklearn.feature_selection.SequentialFeatureSelector.inverse_transform "
        "sklearn.feature_selection.SequentialFeatureSelector.partial_fit "
        "sklearn.feature_selection.SequentialFeatureSelector.transform sklearn.impute.KNNImputer.fit "
        "sklearn.impute.KNNImputer.fit_transform sklearn.impute.KNNImputer.inverse_transform "
        "sklearn.impute.KNNImputer.partial_fit sklearn.impute.KNNImputer.transform sklearn.impute.SimpleImputer.fit "
        "sklearn.impute.SimpleImputer.fit_transform sklearn.impute.SimpleImputer.inverse_transform "
        "sklearn.impute.SimpleImputer.partial_fit sklearn.impute.SimpleImputer.transform sklearn.pipeline.Pipeline.fit "
        "sklearn.pipeline.Pipeline.fit_transform sklearn.pipeline.Pipeline.inverse_transform "
        "sklearn.pipeline.Pipeline.partial_fit sklearn.pipeline.Pipeline.transform sklearn.preprocessing.Binarizer.fit "
        "sklearn.preprocessing.Binarizer.fit_transform sklearn.preprocessing.Binarizer.inverse_transform "
        "sklearn.preprocessing.Binarizer.partial_fit sklearn.preprocessing.Binarizer.transform "
        "sklearn.preprocessing.FunctionTransformer.fit sklearn.preprocessing.FunctionTransformer.fit_transform "
        "sklearn.preprocessing.FunctionTransformer.inverse_transform "
        "sklearn.preprocessing.FunctionTransformer.partial_fit sklearn.preprocessing.FunctionTransformer.transform "
        "sklearn.preprocessing.KBinsDiscretizer.fit sklearn.preprocessing.KBinsDiscretizer.fit_transform "
        "sklearn.preprocessing.KBinsDiscretizer.inverse_transform sklearn.preprocessing.KBinsDiscretizer.partial_fit "
        "sklearn.preprocessing.KBinsDiscretizer.transform sklearn.preprocessing.LabelBinarizer.classes_ "
        "sklearn.preprocessing.LabelBinarizer.fit sklearn.preprocessing.LabelBinarizer.fit_transform "
        "sklearn.preprocessing.LabelBinarizer.inverse_transform sklearn.preprocessing.LabelBinarizer.partial_fit "
        "sklearn.preprocessing.LabelBinarizer.transform sklearn.preprocessing.LabelEncoder.classes_ "
        "sklearn.preprocessing.LabelEncoder.fit sklearn.preprocessing.LabelEncoder.fit_transform "
        "sklearn.preprocessing.LabelEncoder.inverse_transform sklearn.preprocessing.LabelEncoder.partial_fit "
        "sklearn.preprocessing.LabelEncoder.transform sklearn.preprocessing.MaxAbsScaler.fit "
        "sklearn.preprocessing.MaxAbsScaler.fit_transform sklearn.preprocessing.MaxAbsScaler.inverse_transform "
        "sklearn.preprocessing.MaxAbsScaler.partial_fit sklearn.preprocessing.MaxAbsScaler.transform "
        "sklearn.preprocessing.MinMaxScaler.fit sklearn.preprocessing.MinMaxScaler.fit_transform "
        "sklearn.preprocessing.MinMaxScaler.inverse_transform sklearn.preprocessing.MinMaxScaler.partial_fit "
        "sklearn.preprocessing.MinMaxScaler.transform sklearn.preprocessing.MultiLabelBinarizer.classes_ "
        "sklearn.preprocessing.MultiLabelBinarizer.fit sklearn.preprocessing.MultiLabelBinarizer.fit_transform "
        "sklearn.preprocessing.MultiLabelBinarizer.inverse_transform "
        "sklearn.preprocessing.MultiLabelBinarizer.partial_fit sklearn.preprocessing.MultiLabelBinarizer.transform "
        "sklearn.preprocessing.Normalizer.fit sklearn.preprocessing.Normalizer.fit_transform "
        "sklearn.preprocessing.Normalizer.inverse_transform sklearn.preprocessing.Normalizer.partial_fit "
        "sklearn.preprocessing.Normalizer.transform sklearn.preprocessing.OneHotEncoder.categories_ "
        "sklearn.preprocessing.OneHotEncoder.fit sklearn.preprocessing.OneHotEncoder.fit_transform "
        "sklearn.preprocessing.OneHotEncoder.inverse_transform sklearn.preprocessing.OneHotEncoder.partial_fit "
        "sklearn.preprocessing.OneHotEncoder.transform sklearn.preprocessing.OrdinalEncoder.fit "
        "sklearn.preprocessing.OrdinalEncoder.fit_transform sklearn.preprocessing.OrdinalEncoder.inverse_transform "
        "sklearn.preprocessing.OrdinalEncoder.partial_fit sklearn.preprocessing.OrdinalEncoder.transform "
        "sklearn.preprocessing.PolynomialFeatures.fit sklearn.preprocessing.PolynomialFeatures.fit_transform "
        "sklearn.preprocessing.PolynomialFeatures.inverse_transform "
        "sklearn.preprocessing.PolynomialFeatures.partial_fit sklearn.preprocessing.PolynomialFeatures.transform "
        "sklearn.preprocessing.PowerTransformer.fit sklearn.preprocessing.PowerTransformer.fit_transform "
        "sklearn.preprocessing.PowerTransformer.inverse_transform sklearn.preprocessing.PowerTransformer.partial_fit "
        "sklearn.preprocessing.PowerTransformer.transform sklearn.preprocessing.QuantileTransformer.fit "
        "sklearn.preprocessing.QuantileTransformer.fit_transform "
        "sklearn.preprocessing.QuantileTransformer.inverse_transform "
        "sklearn.preprocessing.QuantileTransformer.partial_fit sklearn.preprocessing.QuantileTransformer.transform "
        "sklearn.preprocessing.RobustScaler.fit sklearn.preprocessing.RobustScaler.fit_transform "
        "sklearn.preprocessing.RobustScaler.inverse_transform sklearn.preprocessing.RobustScaler.partial_fit "
        "sklearn.preprocessing.RobustScaler.transform sklearn.preprocessing.StandardScaler.fit "
        "sklearn.preprocessing.StandardScaler.fit_transform sklearn.preprocessing.StandardScaler.inverse_transform "
        "sklearn.preprocessing.StandardScaler.mean_ sklearn.preprocessing.StandardScaler.partial_fit "
        "sklearn.preprocessing.StandardScaler.scale_ sklearn.preprocessing.StandardScaler.transform"
    ),
    "tensorflow_data": (
        "dataset.__iter__ dataset.__len__ dataset.__next__ dataset.apply dataset.as_numpy_iterator "
        "dataset.assert_cardinality dataset.batch dataset.batch_index dataset.batch_size dataset.cache "
        "dataset.cardinality dataset.class_indices dataset.class_names dataset.classes dataset.concatenate "
        "dataset.element_spec dataset.enumerate dataset.file_paths dataset.filenames dataset.filepaths dataset.filter "
        "dataset.flat_map dataset.get_next dataset.get_single_element dataset.ignore_errors dataset.image_shape "
        "dataset.interleave dataset.labels dataset.make_one_shot_iterator dataset.map dataset.n dataset.next "
        "dataset.num_classes dataset.numpy dataset.on_epoch_end dataset.padded_batch dataset.prefetch "
        "dataset.prefetch_to_device dataset.ragged_batch dataset.rebatch dataset.reduce dataset.repeat dataset.reset "
        "dataset.samples dataset.save dataset.set_processing_attrs dataset.shard dataset.shuffle dataset.skip "
        "dataset.snapshot dataset.take dataset.take_while dataset.target_size dataset.unbatch dataset.window "
        "dataset.with_options"
    ),
    "tensorflow_training": (
        "tensorflow.GradientTape.gradient tensorflow.GradientTape.jacobian "
        "tensorflow.distribute.Strategy.distribute_datasets_from_function "
        "tensorflow.distribute.Strategy.experimental_distribute_dataset "
        "tensorflow.distribute.Strategy.experimental_distribute_datasets_from_function "
        "tensorflow.distribute.Strategy.experimental_local_results tensorflow.distribute.Strategy.experimental_run_v2 "
        "tensorflow.distribute.Strategy.gather tensorflow.distribute.Strategy.reduce "
        "tensorflow.distribute.Strategy.run"
    ),
    "tfds": (
        "tensorflow_datasets.core.DatasetBuilder.as_dataset "
        "tensorflow_datasets.core.DatasetBuilder.download_and_prepare tensorflow_datasets.core.DatasetBuilder.info "
        "tensorflow_datasets.core.DatasetInfo.features tensorflow_datasets.core.DatasetInfo.splits "
        "tensorflow_datasets.core.SplitInfo.num_examples tensorflow_datasets.features.ClassLabel.names "
        "tensorflow_datasets.features.ClassLabel.num_classes tensorflow_datasets.features.ClassLabel.shape"
    ),
    "torch": (
        "array.contiguous array.cpu array.cuda array.detach array.double array.float array.long array.requires_grad_ "
        "array.to"
    ),
}
"""Methods and attributes, by the kind of the value and their name."""
